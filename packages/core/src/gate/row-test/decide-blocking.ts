import { type OutcomeCounts, type Proof, type Row, type RowThresholds, weighRow } from '../../datasets/index.ts'

/** Why a row may block a release, or why it only advises. */
export const rowRoles = {
  proof: 'blocks',
  holds_live: 'blocks',
  nothing_deployed: 'blocks',
  advisory: 'advises',
  unproven: 'advises',
} as const
export type RowRoleReason = keyof typeof rowRoles

export interface BlockingQuestion {
  readonly row: Pick<Row, 'priority' | 'proof'>
  /** The revision from which on the row tests what it tests now, with the evaluators it has now. */
  readonly testedSince: number
  readonly thresholds: RowThresholds
  /** Its decided trials on what is deployed now, none when that has none of it; null when nothing is deployed. */
  readonly live: OutcomeCounts | null
  /** The same row always gives the same outcome: one trial tells all. */
  readonly isFixed: boolean
  readonly errorRate: number
}

/**
 * Whether an active row may block: it does once it is shown that a good version passes it, by proof (it failed on one
 * version and holds on a fix, as the same test) or by holding on the live version. A row that nothing was ever seen to pass
 * would block for ever. With nothing deployed there is nothing to hold on, and the rows alone decide: all that are meant to block do.
 */
export function decideBlocking(question: BlockingQuestion): RowRoleReason {
  const { row, live, thresholds, errorRate, isFixed } = question
  if (row.priority === 'advisory') return 'advisory'
  if (live === null) return 'nothing_deployed'
  if (row.proof !== null && row.proof.rowRevision >= question.testedSince && isTaught(row.proof)) return 'proof'
  const holds = isFixed ? live.passed > 0 && live.failed === 0 : weighRow(live, thresholds, errorRate).state === 'holds'
  return holds ? 'holds_live' : 'unproven'
}

/** By the proof's own terms: a requirement that was raised since must not make a row protect less. */
function isTaught({ before, after, errorRate, ...terms }: Proof): boolean {
  return weighRow(before, terms, errorRate).state === 'broken' && weighRow(after, terms, errorRate).state === 'holds'
}
