import type { RowStatus } from './row.ts'

export type StatusDecision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string; readonly fix: string }

const allowed: StatusDecision = { allowed: true }

/**
 * Whether a row may take a status. Draft → active needs an evaluator: a row that nothing judges protects nothing.
 * Archived rows stay readable and come back as drafts, so that whoever revives one looks at it before it blocks.
 */
export function decideRowStatus(
  row: { readonly status: RowStatus; readonly evaluators: readonly string[] },
  to: RowStatus,
): StatusDecision {
  if (row.status === to) return allowed
  if (to !== 'active') return allowed
  if (row.status === 'archived') {
    return { allowed: false, reason: 'An archived row does not become active at once', fix: 'Make it a draft first' }
  }
  if (row.evaluators.length === 0) {
    return {
      allowed: false,
      reason: 'Nothing judges this row: it has no evaluator',
      fix: 'Attach an evaluator that fails the bad output and passes the right one',
    }
  }
  return allowed
}
