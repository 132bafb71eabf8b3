import type { GateEvidence, GateVerdict } from '@pawl/core'
import type { ControlTransaction } from '../platform/control/index.ts'
import type { GateContext } from './gate-context.ts'
import { hashEvidence } from './hash-evidence.ts'
import { writeIdRanges } from './id-ranges.ts'
import { changeStatus, type GateEnding, storeAuditHead, storeEnding } from './store/gate-progress.ts'
import type { GateRecord } from './store/gates.ts'

export interface Outcome {
  readonly evidence: GateEvidence
  readonly decision: GateVerdict
  readonly cited: readonly number[]
}

/** Why a gate ended: its tests, a person, or something that stops every trial. */
export type EndOfGate =
  | { readonly status: 'decided' }
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed'; readonly reason: string }

type FinishContext = Pick<GateContext, 'control' | 'audit' | 'webhooks' | 'now'>

/** Stores what a gate came to, for good; a verdict enters the audit log and is told to whoever asked for it. */
export async function finishGate(
  context: FinishContext,
  gate: GateRecord,
  { outcome, end }: { readonly outcome: Outcome; readonly end: EndOfGate },
): Promise<void> {
  const { evidence, decision, cited } = outcome
  const ending: GateEnding = {
    decision,
    alsoSpent: evidence.alsoSpent ?? null,
    evidenceHash: await hashEvidence(evidence),
    cited: writeIdRanges(cited),
  }
  await context.control.transaction(async (transaction) => {
    if (end.status !== 'cancelled') {
      const reason = end.status === 'failed' ? end.reason : ''
      const change = { from: ['waiting', 'running'], to: end.status, reason, at: context.now() } as const
      // Cancelled meanwhile, it has no verdict that anybody is told.
      const isOurs = await changeStatus(transaction, gate.id, change)
      await storeEnding(transaction, gate.id, ending)
      if (isOurs && end.status === 'decided') await announce(context, transaction, { gate, ending })
    } else await storeEnding(transaction, gate.id, ending)
  })
}

async function announce(
  { audit, webhooks }: FinishContext,
  transaction: ControlTransaction,
  { gate, ending }: { readonly gate: GateRecord; readonly ending: GateEnding },
): Promise<void> {
  const { id, project, environment, release, startedBy: who } = gate
  const { decision, evidenceHash } = ending
  const { verdict, reason } = decision
  const targets = release.targets.map(({ name, version, number }) => `${name}@${number ?? version}`)
  const facts = { gate: id, environment, release: release.id, targets, verdict, reason, evidenceHash }
  await webhooks.publish(transaction, { project, event: 'gate.finished', data: facts })
  const message = `The gate of ${environment} over ${targets.join(', ')} ended: ${verdict}. ${reason}`
  const entry = await audit.append(transaction, {
    ...{ project, action: 'gate.finished', who },
    details: { message, ...facts },
  })
  await storeAuditHead(transaction, id, entry)
}
