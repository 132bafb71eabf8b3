import {
  AppError,
  coverageOf,
  decideGate,
  type GateSubject,
  type GateSummary,
  type GateVerdict,
  type GateView,
  type ReleaseRequest,
} from '@pawl/core'
import type { GateContext } from './gate-context.ts'
import { readEvidence } from './gate-evidence.ts'
import { readSubject } from './read-subject.ts'
import { type GateRecord, selectDecision } from './store/gates.ts'

export function summaryOf(gate: GateRecord): GateSummary {
  const { id, environment, release, baseline, status, statusReason, verdict, reason, isUnprotected } = gate
  return {
    ...{ id, environment, release, baseline, status, statusReason, verdict, reason, isUnprotected },
    trials: gate.trials,
    costUsd: gate.costUsd,
    note: gate.note,
    startedBy: gate.startedBy,
    createdAt: gate.createdAt.toISOString(),
    finishedAt: gate.finishedAt?.toISOString() ?? null,
  }
}

/** A gate as it stands, with what changed since. */
export async function viewGate(context: GateContext, gate: GateRecord): Promise<GateView> {
  const { project, environment } = gate
  const decision = await decisionOf(context, gate)
  const { verdict, reason, isUnprotected, trials, costUsd } = decision
  return {
    ...summaryOf(gate),
    ...{ verdict, reason, isUnprotected, trials, costUsd, decision },
    policyVersion: gate.policyVersion,
    evidenceHash: gate.evidenceHash,
    coverage: await coverageNow(context, gate, decision.subject),
    weakenings: [...(await context.audit.weakenings(project, environment))],
    unusedDatasets: [...gate.unusedDatasets],
    runs: [...(await context.runs.ofGate(project, gate.id))],
    auditHead: gate.auditHead,
  }
}

/** What was decided, or as far as the trials say until now. */
async function decisionOf(context: GateContext, gate: GateRecord): Promise<GateVerdict> {
  return (
    (await selectDecision(context.control.db, gate.id)) ??
    context.drivers.decisionOf(gate.id) ??
    decideGate(await readEvidence(context, gate))
  )
}

/** Whether it still speaks of what is there now. What cannot be asked any more is not covered, and says why. */
async function coverageNow(
  context: GateContext,
  gate: GateRecord,
  subject: GateSubject,
): Promise<GateView['coverage']> {
  const { project, environment, release, baseline } = gate
  try {
    const now = await readSubject(context, context.control.db, { project, environment, release: exactly(release) })
    const { isCovered, changes } = coverageOf({ subject }, now.subject, [release, baseline, now.release, now.baseline])
    return { isCovered, changes: [...changes] }
  } catch (error) {
    if (!AppError.isInstance(error)) throw error
    return { isCovered: false, changes: [{ kind: 'candidate_changed', name: '', message: error.message }] }
  }
}

/** The request that names exactly this release. */
function exactly({ type, targets }: GateRecord['release']): ReleaseRequest {
  if (type === 'prompts') return { type, prompts: targets.map(({ name, version }) => `${name}@${version}`) }
  const [target] = targets
  return { type, name: target?.name ?? '', version: target?.version ?? '', target: null, isDeterministic: false }
}
