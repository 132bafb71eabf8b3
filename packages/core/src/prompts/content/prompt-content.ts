import { z } from 'zod'
import { jsonObjectSchema, jsonValueSchema } from '../../traces/index.ts'

const text = z.string().max(2_000_000)
/** The store keeps no NUL in a text. */
const label = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\0]*$/, 'must have no NUL character')

/**
 * Parts in the words of OpenTelemetry's GenAI messages; every text in them is a template, but for the bytes of a
 * blob.
 */
export const promptPartSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), content: text }),
  z.strictObject({
    type: z.literal('uri'),
    modality: label.default('image'),
    mime_type: label.exactOptional(),
    uri: text,
  }),
  z.strictObject({
    type: z.literal('blob'),
    modality: label.default('image'),
    mime_type: label.exactOptional(),
    /** Base64, or a reference to media kept apart. */
    content: z.string().max(30_000_000),
  }),
  z.strictObject({
    type: z.literal('tool_call'),
    id: label.exactOptional(),
    name: label,
    arguments: jsonValueSchema.exactOptional(),
  }),
  z.strictObject({
    type: z.literal('tool_call_response'),
    id: label.exactOptional(),
    name: label.exactOptional(),
    response: jsonValueSchema,
  }),
])
export type PromptPart = z.infer<typeof promptPartSchema>

export const promptRoles = ['system', 'user', 'assistant', 'tool'] as const
export type PromptRole = (typeof promptRoles)[number]

export const promptMessageSchema = z.strictObject({
  role: z.enum(promptRoles),
  name: label.exactOptional(),
  parts: z.array(promptPartSchema).min(1).max(1000),
})
export type PromptMessage = z.infer<typeof promptMessageSchema>

export const promptToolSchema = z.strictObject({
  type: label.default('function'),
  name: label,
  description: text.exactOptional(),
  /** JSON Schema of the arguments. */
  parameters: jsonValueSchema.exactOptional(),
})
export type PromptTool = z.infer<typeof promptToolSchema>

/** What the answer must look like; absent: free text. */
export const responseFormatSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    name: label.default('response'),
    description: text.exactOptional(),
    strict: z.boolean().exactOptional(),
    schema: jsonObjectSchema,
  }),
])
export type ResponseFormat = z.infer<typeof responseFormatSchema>

/** Parameters that every provider counts with, under the semantic conventions' names, and the numbers they may be. */
const numericParameters: Readonly<Record<string, z.ZodNumber>> = {
  temperature: z.number().min(0),
  top_p: z.number().min(0).max(1),
  top_k: z.number().min(0),
  max_tokens: z.int().min(1),
  frequency_penalty: z.number(),
  presence_penalty: z.number(),
  seed: z.int(),
}

export const promptParametersSchema = z
  .record(z.string().min(1).max(100), jsonValueSchema)
  .superRefine((parameters, context) => {
    for (const [name, schema] of Object.entries(numericParameters)) {
      if (!Object.hasOwn(parameters, name)) continue
      const problem = schema.safeParse(parameters[name]).error?.issues[0]?.message
      if (problem !== undefined) context.addIssue({ code: 'custom', path: [name], message: problem })
    }
  })
export type PromptParameters = z.infer<typeof promptParametersSchema>

/** Everything that decides what a model is asked, and nothing else: it alone makes the address of a version. */
export const promptContentSchema = z.strictObject({
  messages: z.array(promptMessageSchema).max(2000),
  /** `provider/model`, or a model's name alone for the provider that is set as the default. */
  model: label,
  /**
   * temperature, top_p, max_tokens, …: the names of OpenTelemetry's GenAI conventions; others are passed on as they
   * are.
   */
  parameters: promptParametersSchema.default({}),
  tools: z
    .array(promptToolSchema)
    .max(1000)
    .default([])
    .superRefine((tools, context) => {
      for (const [index, { name }] of tools.entries()) {
        if (tools.findIndex((tool) => tool.name === name) === index) continue
        context.addIssue({ code: 'custom', path: [index, 'name'], message: `there are two tools named "${name}"` })
      }
    }),
  responseFormat: responseFormatSchema.exactOptional(),
})
export type PromptContent = z.infer<typeof promptContentSchema>
export type PromptContentInput = z.input<typeof promptContentSchema>
