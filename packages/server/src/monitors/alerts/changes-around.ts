import type { ChangeMark, ShiftFinding } from '@pawl/core'
import { listChanges } from '../../traces/index.ts'
import type { AlertsDb } from './store/alerts.store.ts'

const hourMs = 3_600_000
const mostChanges = 10

/**
 * What else changed, from somewhat before the earliest moment that a shift may have begun at to the latest; nearest first. Read anew whenever an alert
 * is: marks are written behind what they mark, and may come after the alert.
 */
export async function changesAround(
  db: AlertsDb,
  { project, finding }: { readonly project: string; readonly finding: Pick<ShiftFinding, 'change' | 'after'> },
): Promise<ChangeMark[]> {
  const { atMs, fromMs, toMs } = finding.change
  // A bound is crossed by all that its window holds.
  const earliestMs = Math.min(fromMs, finding.after.fromMs) - Math.max(hourMs, (toMs - fromMs) / 2)
  const range = { from: new Date(earliestMs), to: new Date(toMs + hourMs / 4) }
  const marks = await listChanges({ db }, { project, ...range })
  const distanceMs = (mark: ChangeMark) => Math.abs(Date.parse(mark.at) - atMs)
  return [...marks].sort((a, b) => distanceMs(a) - distanceMs(b)).slice(0, mostChanges)
}
