import { z } from 'zod'
import { promptContentSchema } from './prompt-content.ts'

/** Any words: files in other forms bring names with blanks and capitals. `@` parts a name from a version. */
export const promptNameSchema = z
  .string()
  .regex(
    /^(?! )[^@\p{Cc}\p{Zl}\p{Zp}]{1,100}(?<! )$/u,
    'a prompt name has 1 to 100 characters, no "@", no line breaks, and no blank at either end',
  )

export const promptSchema = z.object({
  name: promptNameSchema,
  description: z.string(),
  createdAt: z.iso.datetime(),
})
export type Prompt = z.infer<typeof promptSchema>

const note = z.string().max(10_000)

/** What a person sends to make a version. */
export const newPromptVersionSchema = z.strictObject({ content: promptContentSchema, note: note.default('') })
export type NewPromptVersion = z.infer<typeof newPromptVersionSchema>

/** A version never changes: its id is the address of its content. */
export const promptVersionSchema = z.object({
  /** SHA-256 of `contentAddressText(content)`. */
  id: z.string().regex(/^[0-9a-f]{64}$/, 'a version id is 64 lower-case hex digits'),
  promptName: promptNameSchema,
  /** Counts the versions of this prompt from 1. */
  number: z.int().min(1),
  content: promptContentSchema,
  note,
  author: z.string().min(1).max(200),
  createdAt: z.iso.datetime(),
})
export type PromptVersion = z.infer<typeof promptVersionSchema>
