import { defaultGatePolicy, findPolicyWeakenings, findWeakenings, type RowFields } from '@pawl/core'
import type { ComparedItem } from './compare-sides.ts'
import type { RemoteState } from './read-remote.ts'
import { hashOf, type RowValue, type SyncValue } from './sync-item.ts'

/** What the server would protect less once the item is as `after` says it; `after` is null when it is taken away. */
export function findItemWeakenings(
  { there }: Pick<ComparedItem, 'there'>,
  after: SyncValue | null,
  remote: RemoteState,
): readonly string[] {
  const before = there?.value ?? unwritten(after)
  if (before === undefined) return []
  switch (before.kind) {
    case 'row':
      return rowWeakenings(before, after?.kind === 'row' ? after : null)
    case 'evaluator':
      return evaluatorWeakenings(before, after, remote)
    case 'policy': {
      const policy = after?.kind === 'policy' ? after.policy : defaultGatePolicy(before.policy.environment)
      return findPolicyWeakenings(before.policy, policy).map(({ message }) => message)
    }
    case 'protection': {
      const kept = new Set(after?.kind === 'protection' ? after.prompts : [])
      return before.prompts.flatMap((name) => (kept.has(name) ? [] : [`${before.dataset} no longer protects ${name}`]))
    }
    case 'dataset':
      return after === null ? lostDataset(before.name, remote) : []
    case 'prompt':
    case 'monitor':
      return []
  }
}

/** An environment without a policy of its own has the default. */
function unwritten(after: SyncValue | null): SyncValue | undefined {
  return after?.kind === 'policy' ? { ...after, policy: defaultGatePolicy(after.policy.environment) } : undefined
}

function lostDataset(name: string, remote: RemoteState): readonly string[] {
  const count = activeRows(remote).filter(({ dataset }) => dataset === name).length
  const prompts = remote.prompts.flatMap((prompt) => (prompt.protectedBy.datasets.includes(name) ? [prompt.name] : []))
  return [
    ...(count > 0 ? [`${counted(count)} would no longer protect anything`] : []),
    ...(prompts.length > 0 ? [`${prompts.join(', ')} would lose what protects it`] : []),
  ]
}

function rowWeakenings(before: RowValue, after: RowValue | null): readonly string[] {
  const state = { ...stateOf(before), status: before.status }
  const next =
    after === null ? { ...stateOf(before), status: 'archived' as const } : { ...stateOf(after), status: after.status }
  return findWeakenings(state, next).map(({ message }) => message)
}

/** Its source never changes, and weakens nothing. */
const anySource = { kind: 'manual', who: 'somebody', at: '2000-01-01T00:00:00.000Z' } as const
const stateOf = ({ fields }: RowValue): RowFields => ({ ...fields, source: anySource })

function evaluatorWeakenings(
  before: Extract<SyncValue, { kind: 'evaluator' }>,
  after: SyncValue | null,
  remote: RemoteState,
): readonly string[] {
  const count = activeRows(remote).filter(({ fields }) => fields.evaluators.includes(before.name)).length
  if (count === 0) return []
  if (after === null) return [`${counted(count)} would lose the evaluator ${before.name}`]
  const isSame =
    after.kind === 'evaluator' && hashOf({ ...after, examples: [] }) === hashOf({ ...before, examples: [] })
  return isSame ? [] : [`The evaluator ${before.name} judges ${counted(count)} and would judge otherwise`]
}

const activeRows = ({ items }: RemoteState): readonly RowValue[] =>
  [...items.values()].flatMap(({ value }) => (value.kind === 'row' && value.status === 'active' ? [value] : []))

const counted = (count: number): string => (count === 1 ? '1 active row' : `${count} active rows`)
