import { z } from 'zod'
import { isVariableName } from '../template/parse-template.ts'

const variable = z
  .string()
  .refine(isVariableName, 'starts with a letter or "_", then letters, digits, "_", "-" and "."')
const index = z.int().min(0)

/** What a person marks in the messages of a model call (`spanMessages`) to become a variable. Ranges are [from, to). */
export const promptMarkSchema = z.union([
  /** A stretch of one text, in UTF-16 units. */
  z.strictObject({ variable, message: index, part: index, from: index, to: index }),
  /** A value, wherever it stands in the prompt's messages, tool arguments and results included. */
  z.strictObject({ variable, value: z.string().min(1) }),
  /** Whole messages, such as the history of a conversation. */
  z.strictObject({ variable, fromMessage: index, toMessage: index }),
])
export type PromptMark = z.infer<typeof promptMarkSchema>

export type RangeMark = Extract<PromptMark, { readonly part: number }>
export type ValueMark = Extract<PromptMark, { readonly value: string }>
export type MessagesMark = Extract<PromptMark, { readonly fromMessage: number }>
