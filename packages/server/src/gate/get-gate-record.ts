import { AppError, type GateEvidence, type GateRecord, type Verification, verifyVerdict } from '@pawl/core'
import type { GateContext } from './gate-context.ts'
import { readEvidence } from './gate-evidence.ts'
import { getGate } from './get-gate.ts'
import { hashEvidence } from './hash-evidence.ts'
import { selectDecision } from './store/gates.ts'

/**
 * Enough for anyone to work the verdict out again.
 *
 * @throws AppError `not_found`; `conflict` while it runs
 */
export async function getGateRecord(context: GateContext, project: string, id: string): Promise<GateRecord> {
  const { gate, verdict } = await ended(context, project, id)
  const evidence = await readEvidence(context, gate)
  return { gateId: id, evidence, verdict, evidenceHash: gate.evidenceHash ?? '' }
}

/**
 * Whether the verdict is what its stored evidence says, and the evidence is what it was when the gate ended.
 *
 * @throws AppError `not_found`; `conflict` while it runs
 */
export async function verifyGate(context: GateContext, project: string, id: string): Promise<Verification> {
  const { gate, verdict } = await ended(context, project, id)
  const evidence = await readEvidence(context, gate)
  const { problems } = verifyVerdict(evidence, verdict)
  const all = [
    ...(await hashProblems(evidence, gate.evidenceHash)),
    ...(await auditProblems(context, gate)),
    ...problems,
  ]
  return { isValid: all.length === 0, problems: all }
}

async function ended(context: GateContext, project: string, id: string) {
  const gate = await getGate(context, project, id)
  const verdict = await selectDecision(context.control.db, id)
  if (verdict !== null) return { gate, verdict }
  throw new AppError('conflict', 'The gate is not over: it has no verdict yet.', { fix: 'Wait until it has ended.' })
}

async function hashProblems(evidence: GateEvidence, evidenceHash: string | null): Promise<readonly string[]> {
  const found = await hashEvidence(evidence)
  if (found === evidenceHash) return []
  return [`evidence: it is not what it was when the gate ended: its hash was ${evidenceHash}, and is ${found}`]
}

/** The entry of the audit log holds the hash too: whoever changes evidence and hash must change the log as well, which shows. */
async function auditProblems(
  { audit }: GateContext,
  gate: Awaited<ReturnType<typeof getGate>>,
): Promise<readonly string[]> {
  if (gate.auditHead === null) return []
  const { sequence, hash } = gate.auditHead
  const entries = await audit.since(gate.project, sequence - 1, ['gate.finished'])
  const entry = entries.find((each) => each.sequence === sequence)
  if (entry === undefined || entry.hash !== hash) return [`audit log: entry ${sequence} is not the one of this gate`]
  const { evidenceHash, verdict } = entry.details
  if (evidenceHash !== gate.evidenceHash)
    return [`audit log: entry ${sequence} says that the hash was ${String(evidenceHash)}`]
  return verdict === gate.verdict ? [] : [`audit log: entry ${sequence} says that the verdict was ${String(verdict)}`]
}
