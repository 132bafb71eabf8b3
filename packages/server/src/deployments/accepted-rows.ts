import type { GateVerdict, Override } from '@pawl/core'

/** What an override accepts: the rows of which the gate could not say that they hold. */
export function acceptedRows(decision: GateVerdict | null): Override['rows'] {
  if (decision === null) return []
  return decision.rows
    .filter(({ state }) => state !== 'holds')
    .map(({ rowId, dataset, reason, passed, failed }) => ({ rowId, dataset, reason, isTried: passed + failed > 0 }))
}
