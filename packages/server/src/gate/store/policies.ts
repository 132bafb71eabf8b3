import { type GatePolicy, gatePolicySchema, type PolicyVersion } from '@pawl/core'
import type { ControlTransaction } from '../../platform/control/index.ts'
import type { GateDb } from '../gate-deps.ts'

export interface EnvironmentKey {
  readonly project: string
  readonly environment: string
}

/** Newest first. */
export async function selectPolicyVersions(
  db: GateDb,
  { project, environment }: EnvironmentKey,
  limit?: number,
): Promise<PolicyVersion[]> {
  let query = db
    .selectFrom('gate_policies')
    .select(['id', 'number', 'policy', 'who', 'at', 'reason'])
    .where('project', '=', project)
    .where('environment', '=', environment)
    .orderBy('number', 'desc')
  if (limit !== undefined) query = query.limit(limit)
  const rows = await query.execute()
  return rows.map(({ policy, at, ...version }) => ({
    ...version,
    // Parsed, so that fields which a later version of the program adds have their defaults.
    policy: gatePolicySchema.parse(JSON.parse(policy)),
    at: at.toISOString(),
  }))
}

export interface NewPolicyRow extends EnvironmentKey {
  readonly number: number
  readonly id: string
  readonly policy: GatePolicy
  readonly who: string
  readonly at: Date
  readonly reason: string
}

/** @throws a unique violation when the number is taken */
export async function insertPolicy(transaction: ControlTransaction, row: NewPolicyRow): Promise<void> {
  await transaction
    .insertInto('gate_policies')
    .values({ ...row, policy: JSON.stringify(row.policy) })
    .execute()
}
