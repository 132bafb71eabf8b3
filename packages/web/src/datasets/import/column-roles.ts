import { formatPath, type RowMapping } from '@pawl/core'

/** What a column of a file can be. Only one column each is the messages, the reference and the expected behavior. */
export const columnRoles = ['variable', 'messages', 'reference', 'expectedBehavior', 'metadata', 'ignored'] as const
export type ColumnRole = (typeof columnRoles)[number]

export const roleWords: Readonly<Record<ColumnRole, string>> = {
  variable: 'Variable of the input',
  messages: 'Messages of the input',
  reference: 'Reference output',
  expectedBehavior: 'Expected behavior',
  metadata: 'Metadata',
  ignored: 'Left out',
}

const single = ['messages', 'reference', 'expectedBehavior'] as const

export function roleOf(mapping: RowMapping, column: string): ColumnRole {
  const path = formatPath([column])
  const found = single.find((role) => mapping[role] === path)
  if (found !== undefined) return found
  if (Object.values(mapping.variables ?? {}).includes(path)) return 'variable'
  return Object.values(mapping.metadata ?? {}).includes(path) ? 'metadata' : 'ignored'
}

/** The mapping with a column in another role; whichever column had a single role before is left out. */
export function withRole(mapping: RowMapping, column: string, role: ColumnRole): RowMapping {
  const path = formatPath([column])
  const without = (of: RowMapping['variables']) =>
    Object.fromEntries(Object.entries(of ?? {}).filter(([, known]) => known !== path))
  const { messages, reference, expectedBehavior, variables, metadata, ...others } = mapping
  const kept = Object.entries({ messages, reference, expectedBehavior }).filter(
    ([name, known]) => known !== undefined && known !== path && name !== role,
  )
  const next = {
    ...others,
    ...Object.fromEntries(kept),
    variables: { ...without(variables), ...(role === 'variable' ? { [column]: path } : {}) },
    metadata: { ...without(metadata), ...(role === 'metadata' ? { [column]: path } : {}) },
  }
  return role === 'messages' || role === 'reference' || role === 'expectedBehavior' ? { ...next, [role]: path } : next
}
