import { z } from 'zod'
import { refusePlainCommand, refusePlainCredentials } from '../../access/index.ts'
import { parsePath } from '../../datasets/index.ts'
import { jsonValueSchema } from '../../traces/index.ts'

const name = z.string().trim().min(1).max(200)
const version = z.string().min(1).max(200).nullable().default(null)
const timeoutMs = z.int().min(1).max(3_600_000)
/**
 * Of an agent that sends its own spans: how long its trace is awaited, from which tool calls, tokens and cost are taken
 * that the answer does not tell. Left out: what is there by then counts.
 */
const traceWaitMs = z.int().min(0).max(30_000).exactOptional()
/** `choices[0].message.content`; '' is the whole answer. */
const answerPath = z
  .string()
  .max(1000)
  .refine((path) => path === '' || parsePath(path) !== undefined, 'a path looks like choices[0].message.content')

export const promptTargetSchema = z.strictObject({
  type: z.literal('prompt'),
  /** `name`, `name@3`, `name@<start of a version id>` or `name@<environment>`; the run keeps the exact version. */
  prompt: z.string().min(1).max(300),
  /** Instead of the prompt's own model. */
  model: z.string().min(1).max(200).exactOptional(),
  /** Model calls of one trial; one more ends it with an error. */
  maxSteps: z.int().min(1).max(100).default(10),
  timeoutMs: timeoutMs.default(120_000),
})

export const httpTargetSchema = z.strictObject({
  type: z.literal('http'),
  /** May have placeholders, whose values are percent-encoded, and name secrets: `${secrets.AGENT_KEY}`. */
  url: z.url({ protocol: /^https?$/, error: 'an address that starts with http:// or https:// is needed' }).max(4000),
  method: z.enum(['POST', 'PUT', 'PATCH', 'GET']).default('POST'),
  /** `authorization` and others; a value may name secrets, as in `Bearer ${secrets.AGENT_KEY}`. Other values are never shown again. */
  headers: z.record(z.string().min(1).max(200), z.string().max(8000)).default({}),
  /**
   * The body as JSON. A text that is one placeholder (`{{input}}`, `{{input.messages}}`, `{{rowId}}`, or a variable of the row:
   * `{{question}}`) becomes the value itself; within a longer text a value is put in as text. Null: `{"input": …}`, the
   * row's input.
   */
  body: jsonValueSchema.nullable().default(null),
  outputPath: answerPath.default(''),
  toolCallsPath: answerPath.nullable().default(null),
  usagePath: answerPath.nullable().default(null),
  timeoutMs: timeoutMs.default(60_000),
  /** Calls in all, the first one included. */
  maxAttempts: z.int().min(1).max(10).default(3),
  traceWaitMs,
  name: name.exactOptional(),
  version,
})

export const commandTargetSchema = z.strictObject({
  type: z.literal('command'),
  command: z.string().trim().min(1).max(10_000),
  name: name.exactOptional(),
  version,
  timeoutMs: timeoutMs.default(300_000),
  traceWaitMs,
})

export const functionTargetSchema = z.strictObject({ type: z.literal('function'), name, version, traceWaitMs })

export const recordedTargetSchema = z.strictObject({
  type: z.literal('recorded'),
  /** `source`: what the trace that a row came from says; `file`: outputs that the caller sends. */
  from: z.enum(['source', 'file']).default('source'),
  name: name.default('recorded'),
  version,
})

/** What a version was seen to do, sent by the caller: there is nothing to run. */
export const recordedFileTargetSchema = recordedTargetSchema.extend({ from: z.literal('file') })

/** What a run is asked to run against. Prompts, addresses and sources are run by the server, the others by the caller. */
export const targetSpecSchema = z.discriminatedUnion('type', [
  promptTargetSchema,
  httpTargetSchema,
  commandTargetSchema,
  functionTargetSchema,
  recordedTargetSchema,
])
export type TargetSpec = z.infer<typeof targetSpecSchema>
export type NewTargetSpec = z.input<typeof targetSpecSchema>

/** @throws AppError `bad_request` where it holds a credential, which would be kept for ever and shown */
export function refusePlainTarget(spec: TargetSpec, where: string): void {
  if (spec.type === 'http') refusePlainCredentials(spec, where)
  if (spec.type === 'command') refusePlainCommand(spec.command, `${where}.command`)
}

/** Whether the server makes the trials by itself; the others wait for a caller who leases them. */
export function isServerTarget(spec: TargetSpec): boolean {
  return spec.type === 'prompt' || spec.type === 'http' || (spec.type === 'recorded' && spec.from === 'source')
}
