import {
  AppError,
  attemptsPerStart,
  type GateDataset,
  type GateEvidence,
  type GateRow,
  type GateSubject,
  runTrialNumber,
  weighRow,
} from '@pawl/core'
import { makeTrial, type TrialMeans } from './make-trial.ts'
import { readTrials, type StoredTrial } from './store/trials.ts'
import { type Stream, SubjectStreams } from './streams.ts'

/** Trials of a row on the live version, to find out whether it may block. */
const mostTrials = 12

export interface Qualification {
  /** With the rows that turned out to hold on what is deployed as blocking ones. */
  readonly subject: GateSubject
  readonly alsoSpent: NonNullable<GateEvidence['alsoSpent']>
}

interface Question {
  readonly dataset: GateDataset
  readonly row: GateRow
  readonly stream: Stream
  readonly counts: { passed: number; failed: number }
  /** Trials that were made, with an outcome or without. */
  next: number
}

/**
 * Tries rows that nothing is known of on the live version, until each holds there, is broken, or was tried often enough: what a good
 * version was never seen to pass would block for ever. The policy's most trials and money count these trials too.
 */
export async function qualifyRows(means: TrialMeans): Promise<Qualification> {
  const questions = await questionsOf(means)
  const spending = new Spending(means.subject)
  const waiting = [...questions]
  const work = async () => {
    for (let question = waiting.shift(); question !== undefined; question = waiting.shift()) {
      await tryRow(means, question, spending)
    }
  }
  await Promise.all(Array.from({ length: Math.min(means.gate.concurrency, questions.length) }, work))
  const holding = new Set(questions.filter((each) => stateOf(means, each) === 'holds').map(({ row }) => row.rowId))
  const { subject } = means
  const datasets = subject.datasets.map(({ rows, ...dataset }) => ({
    ...dataset,
    rows: rows.map((row) => (holding.has(row.rowId) ? { ...row, role: 'holds_live' as const } : row)),
  }))
  return { subject: { ...subject, datasets }, alsoSpent: spending.total }
}

async function questionsOf({ context, gate, subject }: TrialMeans): Promise<readonly Question[]> {
  const streams = new SubjectStreams(subject)
  const questions = new Map<string, Question>()
  for (const dataset of subject.datasets) {
    if (dataset.notCompared !== undefined) continue
    for (const row of dataset.rows) {
      const stream = row.role === 'unproven' ? streams.liveOf(row.rowId) : null
      if (stream === null) continue
      questions.set(JSON.stringify(stream), { dataset, row, stream, counts: { passed: 0, failed: 0 }, next: 1 })
    }
  }
  if (questions.size === 0) return []
  const targets = [...new Set([...questions.values()].map(({ stream }) => stream.target))]
  for await (const page of readTrials(context.control.db, { project: gate.project, targets })) {
    for (const { target, use, rowId, test, trial, status } of page) {
      const question = questions.get(JSON.stringify({ target, use, rowId, test }))
      if (question === undefined) continue
      count(question, status)
      if (status === 'pass' || status === 'fail') question.next = Math.max(question.next, trial + 1)
    }
  }
  return [...questions.values()]
}

async function tryRow(means: TrialMeans, question: Question, spending: Spending): Promise<void> {
  for (let withoutOutcome = 0; withoutOutcome < attemptsPerStart && !spending.isOver; ) {
    if (question.next > mostTrials || stateOf(means, question) !== 'unsure') return
    spending.begin()
    const { stream, dataset, next: trial } = question
    try {
      const { trial: made } = await makeTrial(means, {
        ...{ side: 'baseline', stream, dataset: dataset.name, trial, attempt: withoutOutcome + 1 },
        runTrial: runTrialNumber('row', trial),
      })
      spending.add(made.costUsd)
      count(question, made.status)
      if (made.status === 'pass' || made.status === 'fail') question.next++
      else withoutOutcome++
    } catch (error) {
      if (!AppError.isInstance(error) || error.code !== 'spending_cap_reached') throw error
      spending.reachCap()
    }
  }
}

function stateOf({ subject }: TrialMeans, { dataset, row, counts }: Question) {
  if (dataset.outcomes === 'fixed') return counts.failed > 0 ? 'broken' : counts.passed > 0 ? 'holds' : 'unsure'
  return weighRow(counts, row, subject.policy.errorRate).state
}

function count({ counts }: Question, status: StoredTrial['status']): void {
  if (status === 'pass') counts.passed++
  else if (status === 'fail') counts.failed++
}

/** What the policy allows one start of a gate. */
class Spending {
  readonly #policy: GateSubject['policy']
  #begun = 0
  #costUsd = 0
  #isCapReached = false

  constructor({ policy }: GateSubject) {
    this.#policy = policy
  }

  get isOver(): boolean {
    const { maxTrials, maxCostUsd } = this.#policy
    return (
      this.#isCapReached ||
      (maxTrials !== null && this.#begun >= maxTrials) ||
      (maxCostUsd !== null && this.#costUsd >= maxCostUsd)
    )
  }

  get total(): Qualification['alsoSpent'] {
    return { trials: this.#begun, costUsd: this.#costUsd, isCapReached: this.#isCapReached }
  }

  begin(): void {
    this.#begun++
  }

  add(costUsd: number | null): void {
    this.#costUsd += costUsd ?? 0
  }

  reachCap(): void {
    this.#isCapReached = true
  }
}
