import type { Override } from './api/index.ts'

/** What becomes of the rows of an override that is over; those that the gate never tried are told apart. */
export function acceptedText(rows: Override['rows']): string {
  if (rows.length === 0) return 'what was accepted counts as failing again'
  const tried = rows.filter(({ isTried }) => isTried).length
  const untried = rows.length - tried
  const failing = tried === 1 ? '1 accepted row is failing again' : `${tried} accepted rows are failing again`
  if (untried === 0) return failing
  const unknown = untried === 1 ? '1 was never tried' : `${untried} were never tried`
  return tried === 0 ? `of its rows, ${unknown}` : `${failing}, ${unknown}`
}
