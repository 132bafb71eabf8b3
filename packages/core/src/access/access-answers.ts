import { z } from 'zod'
import { projectNameSchema } from './project-name.ts'
import { roleSchema } from './roles.ts'

/** Who a record names when the server runs on loopback without keys. */
export const unverifiedPerson = 'local, unverified'

const ownerSchema = z.string().trim().min(1).max(200)

export const projectSchema = z.object({ name: z.string(), createdAt: z.iso.datetime() })
export type Project = z.infer<typeof projectSchema>
export const projectListSchema = z.object({ projects: z.array(projectSchema) })
export const newProjectSchema = z.strictObject({ name: projectNameSchema })

export const apiKeySchema = z.object({
  id: z.string(),
  project: z.string(),
  /** The first characters, which name the key without opening anything. */
  prefix: z.string(),
  role: roleSchema,
  /** The person or service that the key was made for; stands in records as who did it. */
  owner: z.string(),
  createdAt: z.iso.datetime(),
  /** To the minute; null when never used. */
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
})
export type ApiKey = z.infer<typeof apiKeySchema>
export const apiKeyListSchema = z.object({ keys: z.array(apiKeySchema) })
export const newApiKeySchema = z.strictObject({ role: roleSchema, owner: ownerSchema })
/** The only answer that holds the key itself; it is stored hashed. */
export const createdApiKeySchema = apiKeySchema.extend({ key: z.string() })
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>

export const signInSchema = z.strictObject({ key: z.string().min(1).max(500) })
export const signedInSchema = z.object({ project: z.string(), role: roleSchema, owner: z.string() })
/** Who is asking. `role` and `person` are null where keys exist and none was given. */
export const whoAmISchema = z.object({
  project: z.string().nullable(),
  role: roleSchema.nullable(),
  person: z.string().nullable(),
  keysExist: z.boolean(),
})
export type WhoAmI = z.infer<typeof whoAmISchema>
