import {
  type AuditEntry,
  type AuditHead,
  auditEntryText,
  auditHeadOf,
  emptyAuditHead,
  type Sha256,
} from './audit-chain.ts'

export type AuditProblemKind = 'changed' | 'missing' | 'out_of_order' | 'truncated' | 'rewritten'

export interface AuditProblem {
  readonly kind: AuditProblemKind
  /** The place at which it shows. */
  readonly sequence: number
  readonly message: string
}

export interface AuditVerification {
  readonly isIntact: boolean
  /** The head as the entries give it; publish it only if they are intact. */
  readonly head: AuditHead
  readonly problems: readonly AuditProblem[]
}

/**
 * Whether a log is as it was written: every entry has the hash of what it says and names the one before. A chain that
 * was cut at its end or written anew from some place on is sound in itself; only heads published outside tell it.
 */
export function verifyAuditChain(
  entries: readonly AuditEntry[],
  publishedHeads: readonly AuditHead[],
  sha256: Sha256,
): AuditVerification {
  const problems: AuditProblem[] = []
  const add = (kind: AuditProblemKind, sequence: number, message: string) => problems.push({ kind, sequence, message })
  let head = emptyAuditHead
  for (const entry of entries) {
    const { sequence } = entry
    if (sequence !== head.sequence + 1) {
      const isBack = sequence <= head.sequence
      const gap =
        sequence - head.sequence === 2
          ? `Entry ${head.sequence + 1} is`
          : `Entries ${head.sequence + 1} to ${sequence - 1} are`
      if (isBack) add('out_of_order', sequence, `Entry ${sequence} comes after entry ${head.sequence}`)
      else add('missing', head.sequence + 1, `${gap} missing`)
    } else if (entry.previousHash !== head.hash) {
      add('changed', sequence, `Entry ${sequence} does not follow the entry before it: one of the two was changed`)
    }
    if (sha256(auditEntryText(entry)) !== entry.hash) {
      add('changed', sequence, `Entry ${sequence} does not have the hash of what it says: it was changed`)
    }
    head = auditHeadOf(entry)
  }
  const bySequence = new Map(entries.map((entry) => [entry.sequence, entry.hash]))
  for (const published of publishedHeads) {
    const { sequence, hash } = published
    if (sequence === 0) continue
    const found = bySequence.get(sequence)
    if (found === undefined && sequence > head.sequence) {
      add(
        'truncated',
        sequence,
        `The log ends at entry ${head.sequence}, and entry ${sequence} was published: its end was cut off`,
      )
    } else if (found !== hash) {
      add('rewritten', sequence, `Entry ${sequence} is not the one that was published: the log was written anew`)
    }
  }
  return { isIntact: problems.length === 0, head, problems }
}
