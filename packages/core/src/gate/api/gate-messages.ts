import { z } from 'zod'
import { datasetNameSchema } from '../../datasets/index.ts'
import { environmentNameSchema } from '../../prompts/index.ts'
import { coverageChangeKinds } from '../coverage/coverage-of.ts'
import { gateEvidenceSchema } from '../evidence/index.ts'
import { gateVerdictSchema, verdicts } from '../verdict/index.ts'
import { newReleaseSchema, releaseSchema } from './release.ts'

/** POST /api/gates. Started again with the same versions, rows and policy, a gate goes on from its evidence. */
export const newGateSchema = z.strictObject({
  environment: environmentNameSchema,
  release: newReleaseSchema,
  /** Instead of what is deployed; such a verdict lets nothing be deployed unless that is what is deployed. */
  baseline: newReleaseSchema.nullable().default(null),
  /** Trials at once, where the server makes them. They change no verdict. */
  concurrency: z.int().min(1).max(64).default(8),
  note: z.string().max(2000).default(''),
})
export type NewGate = z.input<typeof newGateSchema>
export type GateRequest = z.infer<typeof newGateSchema>

/** `waiting`: the trials are for a worker of the caller's (a command, a function), and none has asked yet. */
export const gateStatuses = ['waiting', 'running', 'decided', 'cancelled', 'failed'] as const
export type GateStatus = (typeof gateStatuses)[number]

/** Something that protects the environment less than when it was last released into. */
export const noticedWeakeningSchema = z.object({
  /** The entry of the audit log. */
  sequence: z.int(),
  action: z.string(),
  /** One sentence. */
  message: z.string(),
  who: z.string(),
  at: z.iso.datetime(),
  reason: z.string(),
})
export type NoticedWeakening = z.infer<typeof noticedWeakeningSchema>

export const coverageSchema = z.object({
  isCovered: z.boolean(),
  changes: z.array(z.object({ kind: z.enum(coverageChangeKinds), name: z.string(), message: z.string() })),
})

const gateHead = {
  id: z.string(),
  environment: z.string(),
  release: releaseSchema,
  /** Null when nothing was deployed. */
  baseline: releaseSchema.nullable(),
  status: z.enum(gateStatuses),
  /** Why it failed or was cancelled; '' otherwise. */
  statusReason: z.string(),
  verdict: z.enum(verdicts),
  /** One or two sentences. */
  reason: z.string(),
  isUnprotected: z.boolean(),
  trials: z.int(),
  costUsd: z.number().nullable(),
  note: z.string(),
  startedBy: z.string(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
}
/** A gate in a list. */
export const gateSummarySchema = z.object(gateHead)
export type GateSummary = z.infer<typeof gateSummarySchema>
export const gateListSchema = z.object({ gates: z.array(gateSummarySchema), nextCursor: z.string().nullable() })
export type GateList = z.infer<typeof gateListSchema>

/** GET /api/gates/{id}, and the first event of …/events; `GateChange` for those after it. */
export const gateViewSchema = z.object({
  ...gateHead,
  /** As far as the trials say until now. Its subject holds the exact versions of all. */
  decision: gateVerdictSchema,
  /** SHA-256 of `policyVersionText`. */
  policyVersion: z.string(),
  /** SHA-256 of `evidenceText`; null while it runs. */
  evidenceHash: z.string().nullable(),
  /** Whether it still speaks of what is there now, and what changed. */
  coverage: coverageSchema,
  /** Since the environment was last released into. */
  weakenings: z.array(noticedWeakeningSchema),
  /** Datasets that protect nothing here, because no prompt names them. */
  unusedDatasets: z.array(datasetNameSchema),
  /** The runs that hold the trials: leased by workers where the target is a command or a function. */
  runs: z.array(
    z.object({ side: z.enum(['candidate', 'baseline']), target: z.string(), dataset: z.string(), runId: z.string() }),
  ),
  /** The head of the audit log when it ended; null while it runs. */
  auditHead: z.object({ sequence: z.int(), hash: z.string() }).nullable(),
})
export type GateView = z.infer<typeof gateViewSchema>

/** GET /api/gates/{id}/evidence: enough for anyone to work the verdict out again (`verifyVerdict`). */
export const gateRecordSchema = z.object({
  gateId: z.string(),
  evidence: gateEvidenceSchema,
  verdict: gateVerdictSchema,
  evidenceHash: z.string(),
})
export type GateRecord = z.infer<typeof gateRecordSchema>

export const gateListQuerySchema = z.object({
  environment: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
})
export const cancelGateSchema = z.strictObject({ reason: z.string().max(500).default('') })

/** GET /api/gates/{id}/verify. */
export const gateVerificationSchema = z.object({ isValid: z.boolean(), problems: z.array(z.string()) })
