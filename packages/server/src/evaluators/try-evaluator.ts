import type { EvaluatorTrial, EvaluatorTrialAnswer } from '@pawl/core'
import type { EvaluatorsDeps } from './evaluators-deps.ts'
import { judgeMany } from './judge-many.ts'
import { refusePlainHeaders } from './refuse-plain-headers.ts'

const limitMs = 45_000

export interface TrialRequest {
  readonly project: string
  readonly trial: EvaluatorTrial
  /** Aborted when whoever asked is gone. */
  readonly signal: AbortSignal
}

/** Judges without saving anything, within a bounded time. */
export async function tryEvaluator(
  deps: EvaluatorsDeps,
  { project, trial: { definition, subjects }, signal }: TrialRequest,
): Promise<EvaluatorTrialAnswer> {
  refusePlainHeaders(definition)
  const judging = { project, budget: null, runId: null, signal, means: deps }
  const results = await judgeMany(judging, definition, { subjects, limitMs })
  return { results: results.map((timed) => timed ?? cutOff) }
}

const cutOff = {
  result: { score: null, outcome: 'unknown', reason: `It was not judged within ${limitMs / 1000} seconds` },
  durationMs: limitMs,
} as const
