import { type CanonicalSpan, isObject, type JsonValue, jsonObjectSchema } from '../../traces/index.ts'
import {
  type PromptParameters,
  type PromptTool,
  promptParametersSchema,
  promptToolSchema,
  type ResponseFormat,
  responseFormatSchema,
} from '../content/prompt-content.ts'

/** Other spellings of what the semantic conventions name. */
const parameterNames: Readonly<Record<string, string>> = {
  maxTokens: 'max_tokens',
  max_completion_tokens: 'max_tokens',
  max_output_tokens: 'max_tokens',
  maxOutputTokens: 'max_tokens',
  topP: 'top_p',
  topK: 'top_k',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
  stop: 'stop_sequences',
  stopSequences: 'stop_sequences',
}

/** What belongs to one call, or says how it was sent. */
const notParameters: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'input',
  'instructions',
  'system',
  'tools',
  'functions',
  'stream',
  'stream_options',
  'is_stream',
  'user',
  'metadata',
  'store',
  'n',
  'choice.count',
  'output.type',
  'encoding_formats',
  'previous_response_id',
])

export interface SpanSettings {
  readonly model?: string
  readonly parameters: PromptParameters
  readonly tools: readonly PromptTool[]
  readonly responseFormat?: ResponseFormat
  readonly left: readonly string[]
}

/** Model, parameters, tools and response format of a model call, as a prompt names them. */
export function spanSettings(span: CanonicalSpan): SpanSettings {
  const left: string[] = []
  const parameters: [string, JsonValue][] = []
  let responseFormat: ResponseFormat | undefined
  for (const [sent, value] of Object.entries(span.parameters)) {
    if (notParameters.has(sent)) continue
    const format = responseFormatOf(sent, value)
    if (format !== undefined) {
      responseFormat ??= format === 'text' ? undefined : format
      continue
    }
    const name = parameterNames[sent] ?? sent
    const fit = fitting(name, value)
    if (fit === undefined) left.push(`parameter ${sent}: its value ${JSON.stringify(value)} cannot be used`)
    else parameters.push([name, fit])
  }
  const tools = readTools(span, left)
  const model = modelOf(span)
  return {
    ...(model !== undefined && { model }),
    parameters: Object.fromEntries(parameters),
    tools,
    ...(responseFormat !== undefined && { responseFormat }),
    left,
  }
}

function modelOf({ provider, requestModel, responseModel }: CanonicalSpan): string | undefined {
  const model = requestModel ?? responseModel
  if (model === undefined || provider === undefined || model.includes('/')) return model
  return `${provider}/${model}`
}

/** The value, or the number that its text spells; undefined when a prompt may not have it. */
function fitting(name: string, value: JsonValue): JsonValue | undefined {
  const fits = (candidate: JsonValue) => promptParametersSchema.safeParse({ [name]: candidate }).success
  if (fits(value)) return value
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
  return Number.isFinite(number) && fits(number) ? number : undefined
}

/** OpenAI's `response_format`, and `text.format` of its responses API. */
function responseFormatOf(name: string, value: JsonValue): ResponseFormat | 'text' | undefined {
  const sent = name === 'text' && isObject(value) ? value.format : name === 'response_format' ? value : undefined
  if (!isObject(sent)) return undefined
  if (sent.type === 'text' || sent.type === 'json_object')
    return sent.type === 'text' ? 'text' : { type: 'json_object' }
  const wrapped = isObject(sent.json_schema) ? sent.json_schema : sent
  if (sent.type !== 'json_schema' || !jsonObjectSchema.safeParse(wrapped.schema).success) return undefined
  const { name: title, description, strict, schema } = wrapped
  const read = responseFormatSchema.safeParse({
    type: 'json_schema',
    ...(typeof title === 'string' && { name: title }),
    ...(typeof description === 'string' && { description }),
    ...(typeof strict === 'boolean' && { strict }),
    schema,
  })
  return read.success ? read.data : undefined
}

function readTools({ toolDefinitions }: CanonicalSpan, left: string[]): readonly PromptTool[] {
  const tools: PromptTool[] = []
  for (const { type, name, description, parameters } of toolDefinitions) {
    const read = promptToolSchema.safeParse({
      type,
      name,
      ...(description !== undefined && { description }),
      ...(parameters !== undefined && { parameters }),
    })
    if (!read.success) left.push(`tool ${name}: left out, ${read.error.issues[0]?.message ?? 'it cannot be read'}`)
    else if (tools.some((tool) => tool.name === name)) left.push(`tool ${name}: defined twice, the first is used`)
    else tools.push(read.data)
  }
  return tools
}
