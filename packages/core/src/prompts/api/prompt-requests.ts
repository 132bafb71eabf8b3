import { z } from 'zod'
import { jsonObjectSchema, messageSchema } from '../../traces/index.ts'
import { newPromptVersionSchema, promptNameSchema, remarkSchema } from '../content/prompt-version.ts'
import { promptMarkSchema } from '../span/prompt-mark.ts'
import { protectionSchema } from './prompt-answers.ts'

export const promptListQuerySchema = z.object({ archived: z.enum(['true', 'false']).default('false') })

export const newPromptSchema = z.strictObject({
  name: promptNameSchema,
  description: remarkSchema.default(''),
  protectedBy: protectionSchema.partial().default({}),
  /** The first version; a prompt may also start without one. */
  version: newPromptVersionSchema.optional(),
})
export type NewPrompt = z.output<typeof newPromptSchema>

/** Fields that are left out stay as they are; `protectedBy` replaces the lists that it names. */
export const promptChangeSchema = z.strictObject({
  description: remarkSchema.optional(),
  protectedBy: protectionSchema.partial().optional(),
  archived: z.boolean().optional(),
  /** Needed where a dataset with active rows protects it no longer; kept in the audit log. */
  reason: z.string().trim().max(10_000).optional(),
})
export type PromptChange = z.output<typeof promptChangeSchema>

export const addVersionSchema = newPromptVersionSchema.extend({
  /**
   * The number of the newest version that the person saw, 0 for none: when somebody saved another one since, nothing is
   * saved.
   */
  basedOn: z.int().min(0).optional(),
})
export type AddVersion = z.output<typeof addVersionSchema>

export const renderRequestSchema = z.strictObject({
  variables: jsonObjectSchema.default({}),
  messages: z.array(messageSchema).max(10_000).default([]),
})
export type RenderRequest = z.output<typeof renderRequestSchema>

export const draftRequestSchema = z.strictObject({
  traceId: z.string().regex(/^[0-9a-f]{32}$/, 'a trace id is 32 lower-case hex digits'),
  spanId: z.string().regex(/^[0-9a-f]{16}$/, 'a span id is 16 lower-case hex digits'),
  marks: z.array(promptMarkSchema).max(1000).default([]),
  /** How many messages from the start are the prompt's own; the others are the row's. */
  ownMessages: z.int().min(0).optional(),
  model: z.string().min(1).max(200).optional(),
})
export type DraftRequest = z.output<typeof draftRequestSchema>

export const fileFormSchema = z.enum(['pawl', 'github'])

export const importRequestSchema = z.strictObject({
  /** YAML or JSON. */
  text: z.string(),
  form: fileFormSchema.default('pawl'),
  /** Where the file names no prompt. */
  name: promptNameSchema.optional(),
  /** Instead of the note in the file. */
  note: remarkSchema.optional(),
})
export type ImportRequest = z.output<typeof importRequestSchema>
