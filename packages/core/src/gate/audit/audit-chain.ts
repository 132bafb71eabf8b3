import { z } from 'zod'
import { canonicalJsonText, jsonObjectSchema } from '../../traces/index.ts'

/** SHA-256 of the UTF-8 of a text, in lower-case hex: core has no hash of its own. */
export type Sha256 = (text: string) => string

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'a hash is 64 lower-case hex digits')

/** What an entry says, before it has its place in the chain. */
export const auditEventSchema = z.object({
  project: z.string().min(1),
  /** What happened: `deployment.created`, `row.archived`, `policy.changed`, … */
  action: z.string().min(1).max(100),
  who: z.string().min(1),
  at: z.iso.datetime(),
  /** Why, in the person's words; '' where no reason is asked for. */
  reason: z.string().max(10_000),
  details: jsonObjectSchema,
})
export type AuditEvent = z.infer<typeof auditEventSchema>

export const auditEntrySchema = auditEventSchema.extend({
  /** Counts from 1 within the project, without gaps. */
  sequence: z.int().min(1),
  /** Of the entry before; 64 zeros in the first. */
  previousHash: hashSchema,
  hash: hashSchema,
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

/** A hash that was published outside (a report, a webhook, a printout), with its place. What it names can no longer be changed unseen. */
export const auditHeadSchema = z.object({ sequence: z.int().min(0), hash: hashSchema })
export type AuditHead = z.infer<typeof auditHeadSchema>

/** The head of a log without entries. */
export const emptyAuditHead: AuditHead = { sequence: 0, hash: '0'.repeat(64) }

/** The entry that an event becomes after `head`. It vouches for all before it, since their hash is part of what is hashed. */
export function chainAuditEntry(event: AuditEvent, head: AuditHead, sha256: Sha256): AuditEntry {
  const body = { ...event, sequence: head.sequence + 1, previousHash: head.hash }
  return { ...body, hash: sha256(auditEntryText(body)) }
}

export function auditHeadOf({ sequence, hash }: AuditEntry): AuditHead {
  return { sequence, hash }
}

/** The text that is hashed: all of the entry but its hash, keys sorted. The first line names the form, so that another one can never give the same. */
export function auditEntryText({
  project,
  action,
  who,
  at,
  reason,
  details,
  sequence,
  previousHash,
}: Omit<AuditEntry, 'hash'>): string {
  return `pawl.audit.1\n${canonicalJsonText({ project, action, who, at, reason, details, sequence, previousHash })}`
}
