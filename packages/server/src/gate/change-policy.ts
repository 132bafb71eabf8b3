import {
  AppError,
  findPolicyWeakenings,
  type PolicyVersion,
  type PolicyWeakening,
  type policyChangeSchema,
  policyVersionText,
} from '@pawl/core'
import type { z } from 'zod'
import { type ControlTransaction, isUniqueViolation } from '../platform/control/index.ts'
import { sha256 } from '../platform/hash/index.ts'
import type { GateContext } from './gate-context.ts'
import type { Author } from './gate-deps.ts'
import { readPolicy } from './read-policy.ts'
import { insertPolicy } from './store/policies.ts'

export interface PolicyWish extends Author {
  readonly environment: string
  readonly change: z.output<typeof policyChangeSchema>
}

/**
 * Makes this the policy of an environment. One that says the same is that one.
 *
 * @throws AppError `not_found` for the environment; `bad_request` for a policy of another one; `conflict` when somebody changed it
 * meanwhile, or it would protect less and no reason is given
 */
export async function changePolicy(context: GateContext, wish: PolicyWish): Promise<PolicyVersion> {
  const { policy } = wish.change
  if (policy.environment !== wish.environment) {
    throw new AppError('bad_request', `This is a policy of ${policy.environment}, not of ${wish.environment}.`, {
      where: 'policy.environment',
      fix: `Write ${wish.environment}, or change the policy of ${policy.environment}.`,
    })
  }
  await context.prompts.assertEnvironment(context.control.db, wish.project, wish.environment)
  try {
    return await context.control.transaction((transaction) => change(context, transaction, wish))
  } catch (error) {
    if (isUniqueViolation(error)) throw changedMeanwhile(wish.environment)
    throw error
  }
}

async function change(
  { now, audit }: GateContext,
  transaction: ControlTransaction,
  { project, person, environment, change: { policy, reason, basedOn } }: PolicyWish,
): Promise<PolicyVersion> {
  const before = await readPolicy(transaction, { project, environment })
  if (basedOn !== undefined && basedOn !== before.number) throw changedMeanwhile(environment)
  const id = sha256(policyVersionText(policy))
  if (id === before.id) return before
  const weakenings = findPolicyWeakenings(before.policy, policy)
  if (weakenings.length > 0 && reason.trim() === '') throw needsReason(environment, weakenings)
  const number = before.number + 1
  const at = now()
  await insertPolicy(transaction, { project, environment, number, id, policy, who: person, at, reason })
  await audit.append(transaction, {
    ...{ project, action: 'policy.changed', who: person, reason },
    details: {
      message: messageOf(environment, number, weakenings),
      ...{ environment, number, policy: id, weakens: weakenings.length > 0 },
    },
  })
  return { id, number, policy, who: person, at: at.toISOString(), reason }
}

function messageOf(environment: string, number: number, weakenings: readonly PolicyWeakening[]): string {
  const changed = `Policy ${number} of ${environment}`
  return weakenings.length === 0
    ? `${changed} protects no less than the one before`
    : `${changed} protects less: ${weakenings.map(({ message }) => message).join('; ')}`
}

const changedMeanwhile = (environment: string): AppError =>
  new AppError('conflict', `Somebody changed the policy of ${environment} meanwhile.`, {
    where: 'basedOn',
    fix: 'Look at it again, and make the change on what it is now.',
  })

const needsReason = (environment: string, weakenings: readonly PolicyWeakening[]): AppError =>
  new AppError(
    'conflict',
    `${environment} would be protected less. ${weakenings.map(({ message }) => message).join('. ')}.`,
    { where: 'reason', fix: 'Say in `reason` why that is right; it is kept in the audit log.' },
  )
