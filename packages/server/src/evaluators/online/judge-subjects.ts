import { AppError, type EvaluatorResult } from '@pawl/core'
import { type MeteredBudget, meteredBudget } from '../../platform/llm/index.ts'
import type { DailyBudgets } from './daily-budgets.ts'
import type { OnlineDeps } from './online-deps.ts'
import type { OnlineSubject } from './read-subjects.ts'
import type { ReadyOnline } from './ready-online.ts'
import type { JudgedSubject, ScoreSink } from './score-sink.ts'

export interface JudgeDeps extends OnlineDeps {
  readonly budgets: DailyBudgets
}

export interface JudgeRequest {
  readonly evaluation: ReadyOnline
  readonly subjects: readonly OnlineSubject[]
  readonly signal: AbortSignal
}

export interface JudgeReport {
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

/**
 * Judges into the sink. What was paid for is stored as it comes; the rest when the sink is flushed.
 *
 * @throws the reason of the signal
 */
export async function judgeSubjects(
  deps: JudgeDeps,
  request: JudgeRequest,
  sink: Pick<ScoreSink, 'add' | 'flush'>,
): Promise<JudgeReport> {
  const { evaluation, subjects } = request
  const daily = evaluation.asksModel ? await deps.budgets.of(evaluation, evaluation.definition.capUsdPerDay) : null
  const size = daily === null ? Math.max(1, subjects.length) : chunkSize
  let last: EvaluatorResult | undefined
  let isAllUnknown = true
  for (let from = 0; from < subjects.length; from += size) {
    const budget = daily === null ? null : meteredBudget(daily)
    const { judged, capped } = await judgeChunk(deps, request, { subjects: subjects.slice(from, from + size), budget })
    sink.add(evaluation, judged, budget?.usedUsd ?? 0)
    if (daily !== null) await sink.flush()
    last = judged.at(-1)?.result ?? last
    isAllUnknown &&= judged.every(({ result }) => result.outcome === 'unknown')
    if (capped !== null) return { isCapped: true, problem: capped }
  }
  const isStuck = isAllUnknown && last !== undefined
  return {
    isCapped: false,
    problem: isStuck ? `Nothing could be judged lately: ${last?.reason ?? ''}`.slice(0, 2000) : null,
  }
}

interface ChunkResult {
  readonly judged: readonly JudgedSubject[]
  /** Why the rest was left out. */
  readonly capped: string | null
}

async function judgeChunk(
  deps: JudgeDeps,
  { evaluation, signal }: JudgeRequest,
  { subjects, budget }: { readonly subjects: readonly OnlineSubject[]; readonly budget: MeteredBudget | null },
): Promise<ChunkResult> {
  const judged: JudgedSubject[] = []
  const waiting = subjects.values()
  const context = { project: evaluation.project, budget, runId: null, signal }
  let capped: string | null = null
  let turnFrom = performance.now()
  const work = async () => {
    for (const of of waiting) {
      if (capped !== null) return
      signal.throwIfAborted()
      try {
        judged.push({ of, result: await deps.evaluators.judge(context, evaluation.version, of.subject) })
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
  return { judged, capped }
}
