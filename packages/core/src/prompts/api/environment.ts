import { z } from 'zod'
import { readVersionChoice } from './prompt-ref.ts'

/** Every project has these without making them. */
export const defaultEnvironments = ['production', 'staging'] as const

export const environmentNameSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9._-]{0,62}$/,
    'an environment has 1 to 63 characters: lower-case letters, digits, ".", "_" and "-", starting with a letter',
  )
  .refine(
    (name) => readVersionChoice(name).kind === 'environment',
    'an environment must not read as the id of a version (six or more of 0-9 and a-f) or as "newest"',
  )

/** A version that is current in an environment. */
export const currentVersionSchema = z.object({
  environment: z.string(),
  prompt: z.string(),
  id: z.string(),
  number: z.int(),
  since: z.iso.datetime(),
  by: z.string(),
  /** Released where no active row could have stopped it. */
  isUnprotected: z.boolean(),
})
export type CurrentVersion = z.infer<typeof currentVersionSchema>

export const environmentSchema = z.object({
  name: z.string(),
  /** What is current there, by prompt; empty while nothing was released. */
  current: z.array(currentVersionSchema),
})
export type Environment = z.infer<typeof environmentSchema>
export const environmentListSchema = z.object({ environments: z.array(environmentSchema) })
export const newEnvironmentSchema = z.strictObject({ name: environmentNameSchema })
