import type { GateSubject, TrialUse } from '@pawl/core'
import type { AdaptiveTrial } from '../runs/index.ts'
import type { EvidenceWriter } from './evidence-writer.ts'
import type { DriverContext } from './gate-context.ts'
import type { GateRuns } from './gate-runs.ts'
import type { GateRecord } from './store/gates.ts'
import type { StoredTrial } from './store/trials.ts'
import type { Stream } from './streams.ts'
import type { PooledTrial } from './trial-pool.ts'

/** What the trials of one gate are made with. */
export interface TrialMeans {
  readonly context: DriverContext
  readonly gate: GateRecord
  readonly subject: GateSubject
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
  { gate, subject }: TrialMeans,
  { stream, trial, attempt }: TrialOrder,
  made: AdaptiveTrial,
): StoredTrial {
  const { status, latencyMs, costUsd, usage, responseModel, runId, traceId } = made
  return {
    ...stream,
    ...{ subjectKey: gate.subjectKey, trial, attempt, status, latencyMs, costUsd, responseModel, runId, traceId },
    totalTokens: usage?.totalTokens ?? null,
    scores: scoresOf(subject, stream.rowId, made),
  }
}

/** The judges of the row as the row names them. */
function scoresOf(subject: GateSubject, rowId: string, { scores }: AdaptiveTrial): StoredTrial['scores'] {
  if (scores.length === 0) return []
  const row = subject.datasets.flatMap(({ rows }) => rows.filter((each) => each.rowId === rowId))[0]
  return (row?.evaluators ?? []).map((evaluator) => {
    const version = subject.evaluators.find(({ name }) => name === evaluator)?.version
    const score = scores.find(({ evaluatorVersion }) => evaluatorVersion === version)
    return { evaluator, outcome: score?.outcome ?? 'unknown' }
  })
}

export const sideOf = (use: TrialUse): 'candidate' | 'baseline' => (use === 'baseline' ? 'baseline' : 'candidate')
