import { z } from 'zod'
import { auditEntrySchema, auditHeadSchema } from '../audit/index.ts'

/** GET /api/audit, newest first. */
export const auditListSchema = z.object({
  entries: z.array(auditEntrySchema),
  head: auditHeadSchema,
  nextCursor: z.string().nullable(),
  /** The first words of rows that the entries speak of, by id, for those that still are. */
  rowNames: z.record(z.string(), z.string()).default({}),
})
export const auditListQuerySchema = z.object({
  /** A whole action (`policy.changed`), or its first part (`policy`). */
  action: z.string().max(100).optional(),
  who: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(1000).optional(),
})
export type AuditList = z.infer<typeof auditListSchema>

/** POST /api/audit/verify: with heads that were published outside, a cut or rewritten log shows. */
export const auditVerifySchema = z.strictObject({ publishedHeads: z.array(auditHeadSchema).max(10_000).default([]) })
export const auditVerificationSchema = z.object({
  isIntact: z.boolean(),
  head: auditHeadSchema,
  problems: z.array(z.object({ kind: z.string(), sequence: z.int(), message: z.string() })),
})
