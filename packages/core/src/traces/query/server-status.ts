import { z } from 'zod'

export const serverStatusSchema = z.object({
  version: z.string(),
  telemetry: z.object({ engine: z.enum(['chdb', 'clickhouse']), location: z.string() }),
  control: z.object({ engine: z.enum(['pglite', 'postgres']), location: z.string() }),
  disk: z.object({ freeBytes: z.number().nullable(), minFreeBytes: z.number(), ingestPaused: z.boolean() }),
  project: z.string(),
  /** Whether this project has any trace; the empty page waits for it. */
  hasTraces: z.boolean(),
  spanCount: z.number(),
  keysExist: z.boolean(),
  retentionDays: z.number(),
  otlp: z.object({ httpUrl: z.string(), grpcUrl: z.string().nullable() }),
  /** Producers that send spans without content, each with the setting that turns content on. */
  hints: z.array(z.object({ producer: z.string(), setting: z.string(), spanCount: z.number() })),
  redactions: z.array(z.object({ rule: z.string(), count: z.number() })),
  /** Of this server process: resident memory, and how late its event loop was at worst in 1 of 100 turns since it started. */
  process: z.object({ rssBytes: z.number(), loopDelayP99Ms: z.number() }),
})
export type ServerStatus = z.infer<typeof serverStatusSchema>

/** A body of RFC 9457, as every error is answered. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  /** One of Pawl's error codes. */
  code: z.string(),
  detail: z.string(),
  /** What would be right. */
  fix: z.string().optional(),
  where: z.string().optional(),
  /** Under which the server's log speaks of the request; also in the header `x-request-id`. */
  requestId: z.string().optional(),
})
export type Problem = z.infer<typeof problemSchema>
