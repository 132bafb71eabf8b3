import { findWeakenings, type RowFields } from '@pawl/core'
import type { LocalDataset, LocalRow } from '../repository/local-dataset.ts'

/** What the files protect less than they did at the baseline, a sentence each, with the place. */
export function findFileWeakenings(before: readonly LocalDataset[], after: readonly LocalDataset[]): readonly string[] {
  const now = new Map(after.flatMap(({ path, rows }) => rows.map((row) => [row.id, { path, row }] as const)))
  return before.flatMap(({ path, rows }) =>
    rows.flatMap((row) => {
      const found = now.get(row.id)
      const state = stateOf(row)
      const next = found === undefined ? { ...state, status: 'archived' as const } : stateOf(found.row)
      const place = found === undefined ? path : `${found.path}:${found.row.line}`
      if (found === undefined && row.status === 'active') return [`${place}: the row ${row.id} was taken out`]
      return findWeakenings(state, next).map(({ message }) => `${place}: ${row.id}: ${message}`)
    }),
  )
}

/** Its source weakens nothing. */
const anySource = { kind: 'manual', who: 'somebody', at: '2000-01-01T00:00:00.000Z' } as const

const stateOf = ({ fields, evaluators, status }: LocalRow): RowFields & { readonly status: LocalRow['status'] } => ({
  ...fields,
  evaluators: [...evaluators],
  source: anySource,
  status,
})
