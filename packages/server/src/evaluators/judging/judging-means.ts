import type { EvaluatorResult, SwappedJudgement } from '@pawl/core'
import type { Budget, CachePlace, Models } from '../../platform/llm/index.ts'
import type { FetchFunction } from '../../platform/outgoing/index.ts'
import type { Secrets } from '../../platform/secrets/index.ts'
import type { Sandbox } from '../sandbox/index.ts'

/** What judging needs of the rest of the program. */
export interface JudgingMeans {
  readonly sandbox: Sandbox
  readonly models: Models
  /** Refuses private addresses. */
  readonly outgoingFetch: FetchFunction
  readonly secrets: Pick<Secrets, 'open'>
}

/** On whose account an evaluator judges. */
export interface JudgeContext {
  readonly project: string
  /** Shared by all model calls of a run; null: no cap. */
  readonly budget: Budget | null
  /** Null outside a run. */
  readonly runId: string | null
  /** Gives each of its calls a place in the cache of answers; left out: they are always made anew. */
  readonly cachePlace?: () => CachePlace
  readonly signal: AbortSignal
}

export interface Judging extends JudgeContext {
  readonly means: JudgingMeans
}

export interface Judgement {
  readonly result: EvaluatorResult
  /** Of a pairwise judge that answered in both orders. */
  readonly choices?: SwappedJudgement
}

export const unknown = (reason: string): EvaluatorResult => ({ score: null, outcome: 'unknown', reason })

/** Calls outside a run carry one too: what evaluators ask models never counts as traffic of the application. */
export const runIdOf = ({ runId }: JudgeContext): string => runId ?? 'evaluators'
