import { z } from 'zod'

const compiles = (pattern: string): boolean => {
  try {
    new RegExp(pattern, 'u')
    return true
  } catch {
    return false
  }
}

export const builtInRedactions = ['secrets', 'cards', 'emails'] as const

export const redactionRulesSchema = z.object({
  /** Attribute and JSON key names whose values are removed; compared without case. */
  keys: z.array(z.string().min(1).max(200)).max(200),
  /** Matches are replaced in every string; JavaScript syntax with the `u` flag. */
  patterns: z
    .array(
      z.object({
        name: z.string().min(1).max(100),
        pattern: z.string().min(1).max(1000).refine(compiles, 'not a valid regular expression'),
      }),
    )
    .max(100),
  builtIn: z.array(z.enum(builtInRedactions)),
})
export type RedactionRules = z.infer<typeof redactionRulesSchema>

const usdPerMillionTokens = z.number().nonnegative().finite()

export const priceOverrideSchema = z.object({
  /** Compared with the response model, then the requested one; `*` at the end matches any rest. */
  model: z.string().min(1).max(200),
  /** Only for this provider; any when left out. */
  provider: z.string().min(1).max(100).optional(),
  inputUsdPerMillion: usdPerMillionTokens,
  outputUsdPerMillion: usdPerMillionTokens,
  /** The input price when left out. */
  cacheReadUsdPerMillion: usdPerMillionTokens.optional(),
  /** The input price when left out. */
  cacheWriteUsdPerMillion: usdPerMillionTokens.optional(),
})
export type PriceOverride = z.infer<typeof priceOverrideSchema>

export const projectSettingsSchema = z.object({
  /** Days until telemetry is deleted. */
  retentionDays: z.number().int().min(1).max(36_500),
  redaction: redactionRulesSchema,
  priceOverrides: z.array(priceOverrideSchema).max(1000),
})
export type ProjectSettings = z.infer<typeof projectSettingsSchema>

/** Fields that are left out stay as they are; a field that is given replaces the old value whole. */
export const projectSettingsChangeSchema = projectSettingsSchema.partial().strict()
export type ProjectSettingsChange = z.infer<typeof projectSettingsChangeSchema>

export const defaultProjectSettings: ProjectSettings = {
  retentionDays: 30,
  redaction: { keys: [], patterns: [], builtIn: [] },
  priceOverrides: [],
}
