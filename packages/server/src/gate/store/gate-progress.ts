import type { AuditHead, GateEvidence, GateStatus, GateSubject, GateVerdict } from '@pawl/core'
import { sql } from 'kysely'
import type { GateDb } from '../gate-deps.ts'

export interface Beginning {
  /** With the roles that its rows turned out to have. */
  readonly subject: GateSubject
  readonly startedWith: GateEvidence['startedWith']
  readonly alsoSpent: GateEvidence['alsoSpent'] | null
  readonly unfitEvaluators: readonly string[]
}

/** Fixes with what the tests begin: the same after a crash. */
export async function storeBeginning(db: GateDb, id: string, beginning: Beginning): Promise<void> {
  const { subject, startedWith, alsoSpent, unfitEvaluators } = beginning
  await db
    .updateTable('gates')
    .set({
      subject: JSON.stringify(subject),
      started_with: JSON.stringify(startedWith),
      also_spent: alsoSpent === null ? null : JSON.stringify(alsoSpent),
      unfit_evaluators: JSON.stringify(unfitEvaluators),
    })
    .where('id', '=', id)
    .execute()
}

/** Shows how far it is in lists. */
export async function storeTally(
  db: GateDb,
  id: string,
  { trials, costUsd }: { readonly trials: number; readonly costUsd: number | null },
): Promise<void> {
  await db.updateTable('gates').set({ trials, cost_usd: costUsd }).where('id', '=', id).execute()
}

/** @returns whether it had one of the statuses `from` */
export async function changeStatus(
  db: GateDb,
  id: string,
  { from, to, reason, at }: GateStatusChange,
): Promise<boolean> {
  const result = await db
    .updateTable('gates')
    .set({ status: to, status_reason: reason, finished_at: at })
    .where('id', '=', id)
    .where('status', 'in', [...from])
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export interface GateStatusChange {
  readonly from: readonly GateStatus[]
  readonly to: GateStatus
  readonly reason: string
  readonly at: Date | null
}

export interface GateEnding {
  readonly decision: GateVerdict
  readonly alsoSpent: GateEvidence['alsoSpent'] | null
  readonly evidenceHash: string
  readonly cited: string
}

/** What a gate came to, whatever ended it. */
export async function storeEnding(db: GateDb, id: string, ending: GateEnding): Promise<void> {
  const { decision, alsoSpent, evidenceHash, cited } = ending
  const { verdict, reason, isUnprotected, trials, costUsd } = decision
  await db
    .updateTable('gates')
    .set({
      ...{ verdict, reason, trials, cited },
      is_unprotected: isUnprotected,
      cost_usd: costUsd,
      decision: JSON.stringify(decision),
      also_spent: alsoSpent === null ? null : JSON.stringify(alsoSpent),
      evidence_hash: evidenceHash,
    })
    .where('id', '=', id)
    .execute()
}

export async function storeAuditHead(db: GateDb, id: string, { sequence, hash }: AuditHead): Promise<void> {
  await db
    .updateTable('gates')
    .set({ audit_head: JSON.stringify({ sequence, hash }) })
    .where('id', '=', id)
    .execute()
}

export interface Claim {
  readonly claimedBy: string
  readonly now: Date
  readonly until: Date
}

/** Whoever drives a gate has it for a while. @returns whether it is theirs now */
export async function claimGate(db: GateDb, id: string, { claimedBy, now, until }: Claim): Promise<boolean> {
  const result = await db
    .updateTable('gates')
    .set({ claimed_by: claimedBy, claimed_until: until })
    .where('id', '=', id)
    .where('status', 'in', ['waiting', 'running'])
    .where((is) =>
      is.or([is('claimed_by', '=', claimedBy), is('claimed_until', 'is', null), is('claimed_until', '<', now)]),
    )
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Lets others drive: one gate, or all where every other process is gone. */
export async function dropClaims(db: GateDb, which: { readonly id: string; readonly claimedBy: string } | 'all') {
  const query = db.updateTable('gates').set({ claimed_by: null, claimed_until: null })
  if (which === 'all') await query.where('claimed_by', 'is not', null).execute()
  else await query.where('id', '=', which.id).where('claimed_by', '=', which.claimedBy).execute()
}

/** Gates that somebody should be driving and nobody does. */
export async function selectUndriven(db: GateDb, now: Date): Promise<readonly { id: string; project: string }[]> {
  return await db
    .selectFrom('gates')
    .select(['id', 'project'])
    .where('status', 'in', ['waiting', 'running'])
    .where(sql<boolean>`(claimed_until is null or claimed_until < ${now}::timestamptz)`)
    .orderBy('created_at')
    .execute()
}
