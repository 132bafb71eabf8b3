import type { GateEvidence, GateSubject, GateTrial } from '@pawl/core'
import type { GateContext } from './gate-context.ts'
import { readIdRanges } from './id-ranges.ts'
import { type GateRecord, selectSubject } from './store/gates.ts'
import { type NumberedTrial, readTrials, readTrialsById, type StoredTrial } from './store/trials.ts'
import { SubjectStreams } from './streams.ts'

/** The trials that a gate finds when it begins or goes on: all of its streams, but of other gates only those with an outcome. */
export async function findTrials(
  { control: { db } }: Pick<GateContext, 'control'>,
  { project, subjectKey }: Pick<GateRecord, 'project' | 'subjectKey'>,
  streams: SubjectStreams,
): Promise<NumberedTrial[]> {
  const found: NumberedTrial[] = []
  for await (const page of readTrials(db, { project, targets: streams.targets })) {
    for (const trial of page) {
      const isDecided = trial.status === 'pass' || trial.status === 'fail'
      if (!isDecided && trial.subjectKey !== subjectKey) continue
      if (streams.usesOf(trial).length > 0) found.push(trial)
    }
  }
  return found
}

/** A stored trial as the tests of a gate see it, once for each use that it has there. */
export function gateTrialsOf(stored: StoredTrial, streams: SubjectStreams): GateTrial[] {
  const { rowId, trial, attempt, status, scores, latencyMs, totalTokens, costUsd, responseModel, runId, traceId } =
    stored
  const figures = { latencyMs, totalTokens, costUsd, responseModel, runId, traceId }
  return streams.usesOf(stored).map((use) => ({ use, rowId, trial, attempt, status, scores, ...figures }))
}

/** Everything that the verdict of a gate follows from: as it was at its end, or as it is while it runs. */
export async function readEvidence(context: Pick<GateContext, 'control'>, gate: GateRecord): Promise<GateEvidence> {
  const subject = await selectSubject(context.control.db, gate.id)
  const streams = new SubjectStreams(subject)
  const { cited, project } = gate
  const stored =
    cited === null
      ? await findTrials(context, gate, streams)
      : await readTrialsById(context.control.db, project, readIdRanges(cited))
  return evidenceOf(
    gate,
    subject,
    stored.flatMap((trial) => gateTrialsOf(trial, streams)),
  )
}

export function evidenceOf(
  { starts, startedWith, alsoSpent, unfitEvaluators }: GateRecord,
  subject: GateSubject,
  trials: readonly GateTrial[],
): GateEvidence {
  return {
    ...{ subject, starts },
    startedWith: startedWith ?? { trials: 0, costUsd: 0 },
    ...(alsoSpent == null ? {} : { alsoSpent }),
    unfitEvaluators: [...(unfitEvaluators ?? [])],
    trials: [...trials],
  }
}
