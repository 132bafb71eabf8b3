import type { EvaluatorResult } from '@pawl/core'
import { sha256 } from '../../platform/hash/index.ts'
import { type EvaluatorScore, putEvaluatorScores } from '../../traces/index.ts'
import { addToHour, type OutcomeCounts } from './online.store.ts'
import type { OnlineDeps } from './online-deps.ts'
import type { OnlineSubject } from './read-subjects.ts'
import type { ReadyOnline } from './ready-online.ts'

export interface JudgedSubject {
  readonly of: OnlineSubject
  readonly result: EvaluatorResult
}

const longestReason = 4000

/** Gathers what evaluators say, and stores it at once: an insert costs the same for one score as for a thousand. */
export class ScoreSink {
  readonly #deps: OnlineDeps
  readonly #project: string
  #scores: EvaluatorScore[] = []
  #spentUsd = new Map<string, number>()
  #counts = new Map<string, OutcomeCounts>()

  constructor(deps: OnlineDeps, project: string) {
    this.#deps = deps
    this.#project = project
  }

  add(evaluation: ReadyOnline, judged: readonly JudgedSubject[], spentUsd: number): void {
    const { evaluator } = evaluation
    this.#scores.push(...judged.map(({ of, result }) => scoreOf(evaluation, of, result)))
    this.#spentUsd.set(evaluator, (this.#spentUsd.get(evaluator) ?? 0) + spentUsd)
    const of = (outcome: EvaluatorResult['outcome']) => judged.filter(({ result }) => result.outcome === outcome).length
    const known = this.#counts.get(evaluator) ?? { pass: 0, fail: 0, unknown: 0 }
    this.#counts.set(evaluator, {
      pass: known.pass + of('pass'),
      fail: known.fail + of('fail'),
      unknown: known.unknown + of('unknown'),
    })
  }

  /** Resolves when the scores, and what was paid for them, are stored. */
  async flush(): Promise<void> {
    const { control, telemetry, now } = this.#deps
    const [scores, spent] = [this.#scores, this.#spentUsd]
    this.#scores = []
    this.#spentUsd = new Map()
    if (scores.length > 0) await putEvaluatorScores(telemetry, this.#project, { scores, now: now() })
    for (const [evaluator, spentUsd] of spent) {
      if (spentUsd > 0) await addToHour(control.db, { project: this.#project, evaluator }, { at: now(), spentUsd })
    }
  }

  /**
   * How what was added since the last time came out, by evaluator. The same score stored twice is one, and a count is not:
   * whoever takes them stores them together with what keeps the same subjects from being judged again.
   */
  takeCounts(): ReadonlyMap<string, OutcomeCounts> {
    const counts = this.#counts
    this.#counts = new Map()
    return counts
  }
}

/** What it is about and who says it: the same again is the same score. */
export const scoreIdOf = (evaluator: string, { traceId, spanId }: Pick<OnlineSubject, 'traceId' | 'spanId'>): string =>
  `online-${sha256([evaluator, traceId, spanId].join('\n')).slice(0, 32)}`

function scoreOf(
  { evaluator, version, asksModel }: ReadyOnline,
  { traceId, spanId }: OnlineSubject,
  { score, outcome, reason }: EvaluatorResult,
): EvaluatorScore {
  return {
    id: scoreIdOf(evaluator, { traceId, spanId }),
    traceId,
    spanId,
    name: evaluator,
    value: score,
    outcome,
    explanation: reason.length > longestReason ? `${reason.slice(0, longestReason)}…` : reason,
    source: asksModel ? 'llm' : 'code',
    evaluatorVersion: version.id,
  }
}
