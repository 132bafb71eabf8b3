import { AppError, type EvaluatorResult } from '@pawl/core'
import { sha256 } from '../../platform/hash/index.ts'
import { type MeteredBudget, meteredBudget } from '../../platform/llm/index.ts'
import { type EvaluatorScore, putEvaluatorScores } from '../../traces/index.ts'
import type { DailyBudgets } from './daily-budgets.ts'
import { addToHour } from './online.store.ts'
import type { OnlineDeps } from './online-deps.ts'
import type { OnlineSubject } from './read-subjects.ts'
import type { ReadyOnline } from './ready-online.ts'

export interface JudgeDeps extends OnlineDeps {
  readonly budgets: DailyBudgets
}

export interface JudgeRequest {
  readonly evaluation: ReadyOnline
  readonly subjects: readonly OnlineSubject[]
  readonly signal: AbortSignal
}

export interface JudgeReport {
  readonly judged: number
  /** The cap of the day stands in the way of the rest. */
  readonly isCapped: boolean
  /** Why nothing came out, or not all; null when all is well. */
  readonly problem: string | null
}

/** Enough to keep the sandbox's threads and a provider busy. */
const atOnce = 8
/** What models were paid for is stored this often, so that a crash loses little of it. */
const chunkSize = 16
/** After so long others have a turn on the event loop. */
const turnMs = 5
const longestReason = 4000

/**
 * Judges, stores the scores and counts what it cost. Judging the same again replaces the scores.
 *
 * @throws the reason of the signal
 */
export async function judgeSubjects(deps: JudgeDeps, request: JudgeRequest): Promise<JudgeReport> {
  const { evaluation, subjects } = request
  const { project, evaluator, definition } = evaluation
  const daily = evaluation.asksModel ? await deps.budgets.of(evaluation, definition.capUsdPerDay) : null
  const size = evaluation.asksModel ? chunkSize : Math.max(1, subjects.length)
  let judged = 0
  let last: EvaluatorResult | undefined
  let isOnlyUnknown = true
  for (let from = 0; from < subjects.length; from += size) {
    const budget = daily === null ? null : meteredBudget(daily)
    const { results, capped } = await judgeChunk(deps, request, { subjects: subjects.slice(from, from + size), budget })
    const scores = results.map(({ of, result }) => scoreOf(evaluation, of, result))
    if (scores.length > 0) await putEvaluatorScores(deps.telemetry, project, { scores, now: deps.now() })
    const spentUsd = budget?.usedUsd ?? 0
    const counts = countOutcomes(results.map(({ result }) => result))
    if (scores.length > 0 || spentUsd > 0)
      await addToHour(deps.control.db, { project, evaluator }, { at: deps.now(), counts, spentUsd })
    judged += results.length
    last = results.at(-1)?.result ?? last
    isOnlyUnknown &&= counts.pass + counts.fail === 0
    if (capped !== null) return { judged, isCapped: true, problem: capped }
  }
  const problem = isOnlyUnknown && last !== undefined ? `Nothing could be judged lately: ${last.reason}` : null
  return { judged, isCapped: false, problem: problem?.slice(0, longestReason) ?? null }
}

interface ChunkResult {
  readonly results: readonly { readonly of: OnlineSubject; readonly result: EvaluatorResult }[]
  /** Why the rest was left out. */
  readonly capped: string | null
}

async function judgeChunk(
  deps: JudgeDeps,
  { evaluation, signal }: JudgeRequest,
  { subjects, budget }: { readonly subjects: readonly OnlineSubject[]; readonly budget: MeteredBudget | null },
): Promise<ChunkResult> {
  const results: { of: OnlineSubject; result: EvaluatorResult }[] = []
  const waiting = subjects.values()
  const context = { project: evaluation.project, budget, runId: null, signal }
  let capped: string | null = null
  let turnFrom = performance.now()
  const work = async () => {
    for (const of of waiting) {
      if (capped !== null) return
      signal.throwIfAborted()
      try {
        results.push({ of, result: await deps.evaluators.judge(context, evaluation.version, of.subject) })
      } catch (error) {
        if (!AppError.isInstance(error) || error.code !== 'spending_cap_reached') throw error
        capped = `${error.message} Until 00:00 UTC traces pass unjudged; a back-fill can judge them later.`
        return
      }
      if (performance.now() - turnFrom > turnMs) {
        await new Promise((resolve) => setImmediate(resolve))
        turnFrom = performance.now()
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return { results, capped }
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

function countOutcomes(results: readonly EvaluatorResult[]) {
  const of = (outcome: EvaluatorResult['outcome']) => results.filter((result) => result.outcome === outcome).length
  return { pass: of('pass'), fail: of('fail'), unknown: of('unknown') }
}
