import type { GateSubject, TrialUse } from '@pawl/core'
import type { AdaptiveTrial } from '../runs/index.ts'
import type { EvidenceWriter } from './evidence-writer.ts'
import type { DriverContext } from './gate-context.ts'
import type { GateRuns } from './gate-runs.ts'
import type { GateRecord } from './store/gates.ts'
import type { StoredTrial } from './store/trials.ts'
import type { Stream } from './streams.ts'
import type { PooledTrial } from './trial-pool.ts'

/** The evaluators of each row by its id, as the row names them. */
export type Judges = ReadonlyMap<
  string,
  readonly { readonly evaluator: string; readonly version: string | undefined }[]
>

export function judgesOf({ datasets, evaluators }: GateSubject): Judges {
  const versionOf = new Map(evaluators.map(({ name, version }) => [name, version]))
  const judges = (names: readonly string[]) =>
    names.map((evaluator) => ({ evaluator, version: versionOf.get(evaluator) }))
  return new Map(datasets.flatMap(({ rows }) => rows.map((row) => [row.rowId, judges(row.evaluators)])))
}

/** What the trials of one gate are made with. */
export interface TrialMeans {
  readonly context: DriverContext
  readonly gate: GateRecord
  readonly subject: GateSubject
  readonly judges: Judges
  readonly runs: GateRuns
  readonly writer: EvidenceWriter
  readonly signal: AbortSignal
}

export interface TrialOrder {
  readonly side: 'candidate' | 'baseline'
  readonly stream: Stream
  readonly dataset: string
  readonly trial: number
  readonly attempt: number
  readonly runTrial: number
}

/** Makes a trial unless another gate does, and has it stored; the gate goes on before that is done. */
export async function makeTrial(means: TrialMeans, order: TrialOrder): Promise<PooledTrial> {
  const { context, gate, runs, writer, signal } = means
  const { stream, trial, attempt, ...place } = order
  const { rowId } = stream
  return await context.pool.once({ project: gate.project, stream, trial }, async () => {
    const made = await runs.trial({ ...place, rowId, attempt, signal })
    const stored = storedTrial(means, order, made)
    const id = Promise.all([writer.write(stored), made.stored]).then(([number]) => number)
    id.catch(() => undefined)
    return { trial: stored, id }
  })
}

function storedTrial(
  { gate, judges }: TrialMeans,
  { stream, trial, attempt }: TrialOrder,
  made: AdaptiveTrial,
): StoredTrial {
  const { status, latencyMs, costUsd, usage, responseModel, runId, traceId } = made
  return {
    ...stream,
    ...{ subjectKey: gate.subjectKey, trial, attempt, status, latencyMs, costUsd, responseModel, runId, traceId },
    totalTokens: usage?.totalTokens ?? null,
    scores: scoresOf(judges.get(stream.rowId) ?? [], made),
  }
}

function scoresOf(judges: NonNullable<ReturnType<Judges['get']>>, { scores }: AdaptiveTrial): StoredTrial['scores'] {
  if (scores.length === 0) return []
  return judges.map(({ evaluator, version }) => {
    const score = scores.find(({ evaluatorVersion }) => evaluatorVersion === version)
    return { evaluator, outcome: score?.outcome ?? 'unknown' }
  })
}

export const sideOf = (use: TrialUse): 'candidate' | 'baseline' => (use === 'baseline' ? 'baseline' : 'candidate')
