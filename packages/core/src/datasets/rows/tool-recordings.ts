import { z } from 'zod'
import { jsonValueSchema } from '../../traces/index.ts'

/** What a tool answered when it was called so. During a run, the call is answered from here. */
export const recordedToolCallSchema = z.strictObject({
  name: z.string().min(1).max(1000),
  /** An object as a rule; null for a call without arguments. */
  arguments: jsonValueSchema,
  result: jsonValueSchema,
  /** The tool failed, and the result says how. */
  isError: z.boolean().default(false),
})
export type RecordedToolCall = z.infer<typeof recordedToolCallSchema>
