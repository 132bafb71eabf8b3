import type { TrialStatus } from '../run-answers.ts'
import type { TrialLine } from '../summarise-run.ts'

/** The trials of a row with these statuses, in order. */
function trialsOf(rowId: string, statuses: readonly TrialStatus[], fields: Partial<TrialLine> = {}): TrialLine[] {
  return statuses.map((status, index) => ({
    rowId,
    rowRevision: 1,
    trial: index + 1,
    attempt: 1,
    status,
    scores: [],
    latencyMs: null,
    usage: null,
    costUsd: null,
    ...fields,
  }))
}

/** `ppf` is two passes and a fail; `u` unknown, `e` error, `t` an unrecorded tool call. */
export function trialsFrom(rowId: string, letters: string, fields: Partial<TrialLine> = {}): TrialLine[] {
  const statusOf: Readonly<Record<string, TrialStatus>> = {
    p: 'pass',
    f: 'fail',
    u: 'unknown',
    e: 'error',
    t: 'unrecorded_tool_call',
  }
  return trialsOf(rowId, [...letters].map((letter) => statusOf[letter] ?? 'unknown'), fields)
}
