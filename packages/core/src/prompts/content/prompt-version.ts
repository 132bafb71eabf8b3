import { z } from 'zod'
import { promptContentSchema } from './prompt-content.ts'

/**
 * Any words: files in other forms bring names with blanks and capitals. `@` parts a name from a version. A name of dots
 * alone would be a step up in every address and path that holds it.
 */
export const promptNameSchema = z
  .string()
  .regex(
    /^(?! )(?!\.+$)[^@\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,100}(?<! )$/u,
    'a prompt name has 1 to 100 characters, no "@", no line breaks, no blank at either end, and not only dots',
  )

/** Words of people about a prompt. The store keeps no NUL in a text. */
export const remarkSchema = z
  .string()
  .max(10_000)
  .regex(/^[^\0]*$/, 'must have no NUL character')

/** What a person sends to make a version. */
export const newPromptVersionSchema = z.strictObject({ content: promptContentSchema, note: remarkSchema.default('') })
export type NewPromptVersion = z.infer<typeof newPromptVersionSchema>

/** A version never changes: its id is the address of its content. */
export const promptVersionSchema = z.object({
  /** SHA-256 of `contentAddressText(content)`. */
  id: z.string().regex(/^[0-9a-f]{64}$/, 'a version id is 64 lower-case hex digits'),
  promptName: promptNameSchema,
  /** Counts the versions of this prompt from 1. */
  number: z.int().min(1),
  content: promptContentSchema,
  note: remarkSchema,
  author: z.string().min(1).max(200),
  createdAt: z.iso.datetime(),
})
export type PromptVersion = z.infer<typeof promptVersionSchema>
