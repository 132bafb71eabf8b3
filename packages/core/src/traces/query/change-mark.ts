import { z } from 'zod'
import { jsonObjectSchema } from '../canonical/index.ts'

/** Something that happened to the application at a moment, drawn on charts of what its traces say. */
export const changeMarkSchema = z.object({
  id: z.string(),
  /** `model`, `prompt_version`, `release`: one that had never been seen before answered, or was used, for the first time. */
  kind: z.enum(['deployment', 'model', 'prompt_version', 'release']),
  at: z.iso.datetime(),
  /** One sentence. */
  title: z.string(),
  /** With the ids of what it is about. */
  details: jsonObjectSchema,
})
export type ChangeMark = z.infer<typeof changeMarkSchema>

/** GET /api/changes, oldest first; the newest 1,000 of a range. */
export const changeListSchema = z.object({ changes: z.array(changeMarkSchema) })
export type ChangeList = z.infer<typeof changeListSchema>
