import { z } from 'zod'

/** What a provider speaks. `openai-compatible` is any server with OpenAI's chat completions under another address. */
export const providerKinds = ['openai', 'anthropic', 'google', 'openai-compatible'] as const
export type ProviderKind = (typeof providerKinds)[number]

/** The providers that every project has, whether they are set up or not. Their name is their kind. */
export const wellKnownProviders = ['openai', 'anthropic', 'google'] as const satisfies readonly ProviderKind[]

/** Stands before the slash in `provider/model`. */
export const providerNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/, 'a provider is named in up to 63 small letters, digits, ".", "_" and "-"')

const baseUrlSchema = z
  .string()
  .max(1000)
  .regex(
    /^https?:\/\/[^\s/?#@\\]+(?:\/[^\s?#\\]*)?$/i,
    'a base URL looks like https://models.example.com/v1, without a user, a query or a fragment',
  )

const perMinute = z.int().min(1).max(1_000_000_000)

const limits = {
  /** Calls at once. */
  maxConcurrency: z.int().min(1).max(1000),
  /** Null: as many as the provider takes. */
  requestsPerMinute: perMinute.nullable(),
  tokensPerMinute: perMinute.nullable(),
}

export const providerLimitsSchema = z.object(limits)
export type ProviderLimits = z.infer<typeof providerLimitsSchema>

export const defaultProviderLimits: ProviderLimits = {
  maxConcurrency: 16,
  requestsPerMinute: null,
  tokensPerMinute: null,
}

export const modelProviderSchema = z.object({
  name: z.string(),
  kind: z.enum(providerKinds),
  /** Null: the provider's own address. */
  baseUrl: z.string().nullable(),
  /** Whether calls can be made: a key is there, or an address of its own that needs none. */
  isConfigured: z.boolean(),
  /** Where the key, or for want of one the address, is from; null when there is neither. */
  source: z.enum(['stored', 'environment']).nullable(),
  /** The last four characters of the key; null without one. */
  keyEnding: z.string().nullable(),
  /** The variable that would set the key; null for providers that the environment does not know. */
  keyVariable: z.string().nullable(),
  /** Whether a model that is named without a provider is taken to be here. */
  isDefault: z.boolean(),
  limits: providerLimitsSchema,
  /** Null: nothing was stored. */
  updatedAt: z.iso.datetime().nullable(),
  updatedBy: z.string().nullable(),
})
export type ModelProvider = z.infer<typeof modelProviderSchema>
export const modelProviderListSchema = z.object({ providers: z.array(modelProviderSchema) })

/** A field that is left out stays as it is. */
export const modelProviderChangeSchema = z.strictObject({
  /** Null removes the stored key. */
  apiKey: z
    .string()
    .trim()
    .min(8, 'a key has at least 8 characters')
    .max(4000)
    .regex(/^[\x21-\x7e]+$/, 'a key has no spaces and no characters beyond ASCII')
    .nullable()
    .optional(),
  /** Null: the provider's own address. Providers of other names than the well-known ones need one. */
  baseUrl: baseUrlSchema.nullable().optional(),
  /** True also takes it from the provider that was the default. */
  isDefault: z.boolean().optional(),
  limits: z
    .strictObject({
      maxConcurrency: limits.maxConcurrency.exactOptional(),
      requestsPerMinute: limits.requestsPerMinute.exactOptional(),
      tokensPerMinute: limits.tokensPerMinute.exactOptional(),
    })
    .optional(),
})
export type ModelProviderChange = z.infer<typeof modelProviderChangeSchema>

export const newProviderTestSchema = z.strictObject({
  /** A small one of the provider, or the first that it lists, when left out. */
  model: z.string().min(1).max(200).optional(),
})

/** What the tiny call of a test was answered. A test that fails is a problem, `model_failed`. */
export const providerTestSchema = z.object({
  model: z.string(),
  responseModel: z.string().nullable(),
  latencyMs: z.number(),
  text: z.string(),
})
export type ProviderTest = z.infer<typeof providerTestSchema>
