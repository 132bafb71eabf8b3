import { z } from 'zod'
import { messageSchema } from '../../traces/index.ts'
import { promptVersionSchema } from '../content/prompt-version.ts'
import type { PromptDiff } from '../diff/diff-prompts.ts'
import type { PromptDraft } from '../span/draft-from-span.ts'
import { currentVersionSchema } from './environment.ts'

const protector = z.string().regex(/^[^\0]{1,200}$/u, 'a name has 1 to 200 characters, none of them NUL')

/** What protects a prompt: nothing of it ships before these datasets pass by these evaluators. */
export const protectionSchema = z.object({
  datasets: z.array(protector).max(200),
  evaluators: z.array(protector).max(200),
})
export type Protection = z.infer<typeof protectionSchema>

/** A version without its content. */
export const versionLineSchema = promptVersionSchema.omit({ content: true }).extend({ model: z.string() })
export type VersionLine = z.infer<typeof versionLineSchema>

export const promptSummarySchema = z.object({
  name: z.string(),
  description: z.string(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  /** Null while it is in use. */
  archivedAt: z.iso.datetime().nullable(),
  versionCount: z.int(),
  newest: versionLineSchema.nullable(),
  current: z.array(currentVersionSchema),
  protectedBy: protectionSchema,
})
export type PromptSummary = z.infer<typeof promptSummarySchema>
export const promptListSchema = z.object({ prompts: z.array(promptSummarySchema) })

export const versionListSchema = z.object({ versions: z.array(versionLineSchema) })

/** `isNew` is false for a content that the prompt has already: `version` is the one that holds it. */
export const addedVersionSchema = z.object({ version: promptVersionSchema, isNew: z.boolean() })
export type AddedVersion = z.infer<typeof addedVersionSchema>

export const createdPromptSchema = z.object({ prompt: promptSummarySchema, version: promptVersionSchema.nullable() })
export type CreatedPrompt = z.infer<typeof createdPromptSchema>

export const versionDiffSchema = z.object({
  from: versionLineSchema,
  to: versionLineSchema,
  diff: z.custom<PromptDiff>(() => true).meta({ type: 'object' }),
})
export type VersionDiff = z.infer<typeof versionDiffSchema>

export const promptDraftSchema = z.custom<PromptDraft>(() => true).meta({ type: 'object' })

export const renderedPromptSchema = z.object({
  messages: z.array(messageSchema),
  /** Given and named nowhere in the prompt. */
  unusedVariables: z.array(z.string()),
})

/** What an imported file became. */
export const importedPromptSchema = z.object({
  prompt: z.string(),
  version: promptVersionSchema,
  isNew: z.boolean(),
  isNewPrompt: z.boolean(),
  /** Keys of the file that mean nothing here, often misspelt. */
  unknownKeys: z.array(z.string()),
})
export type ImportedPrompt = z.infer<typeof importedPromptSchema>

export const exportedPromptSchema = z.object({
  /** YAML. */
  text: z.string(),
  /** What the form cannot say, in words for the person. */
  losses: z.array(z.string()),
})
