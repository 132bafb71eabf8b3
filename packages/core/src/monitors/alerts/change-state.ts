import type { AlertState } from '../api/index.ts'

/** What can happen to an alert after it was opened. */
export type AlertMove = 'seen_again' | 'acknowledge' | 'resolve'

const next: Readonly<Record<AlertState, Readonly<Record<AlertMove, AlertState>>>> = {
  open: { seen_again: 'open', acknowledge: 'acknowledged', resolve: 'resolved' },
  acknowledged: { seen_again: 'acknowledged', acknowledge: 'acknowledged', resolve: 'resolved' },
  resolved: { seen_again: 'reopened', acknowledge: 'resolved', resolve: 'resolved' },
  reopened: { seen_again: 'reopened', acknowledge: 'acknowledged', resolve: 'resolved' },
}

/** The state after a move; the same state where it changes nothing. */
export const changeState = (state: AlertState, move: AlertMove): AlertState => next[state][move]

/** One that comes again so soon is the same problem: it is reopened, not opened anew. */
export const reopenWithinMs = 7 * 86_400_000
