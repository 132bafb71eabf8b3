import { isArray, isObject, type JsonObject, type JsonValue } from '../canonical/index.ts'

/** How an answer was asked for. */
export interface RequestedFormat {
  /** Null for any JSON. */
  readonly schema: JsonObject | null
}

/**
 * The format that a model's parameters ask for, in the words of OpenAI (chat and responses), Anthropic, Google, Ollama and the
 * semantic conventions; undefined for plain text.
 */
export function requestedFormat(parameters: { readonly [name: string]: JsonValue }): RequestedFormat | undefined {
  for (const read of readers) {
    const found = read(parameters)
    if (found !== undefined) return found
  }
  return undefined
}

const anyJson: RequestedFormat = { schema: null }

const readers: readonly ((parameters: JsonObject) => RequestedFormat | undefined)[] = [
  (parameters) => bySchema(parameters.response_schema ?? parameters.response_json_schema),
  (parameters) => bySchema(parameters.structured_output_schema),
  (parameters) => ofFormat(parameters.response_format),
  ({ text }) => (isObject(text) ? ofFormat(text.format) : undefined),
  ({ output_config: config }) => (isObject(config) ? ofFormat(config.format) : undefined),
  (parameters) => ofFormat(parameters.output_format),
  ({ format }) => ofFormat(format),
  (parameters) => (parameters.response_mime_type === 'application/json' ? anyJson : undefined),
  (parameters) => (parameters['output.type'] === 'json' ? anyJson : undefined),
]

function ofFormat(format: JsonValue | undefined): RequestedFormat | undefined {
  const value = opened(format)
  if (value === 'json' || value === 'json_object' || value === 'json_schema') return anyJson
  if (!isObject(value)) return undefined
  if (value.type === 'json_object') return anyJson
  if (value.type !== 'json_schema') return bySchema(value)
  const named = opened(value.json_schema)
  return bySchema(value.schema ?? (isObject(named) ? named.schema : undefined)) ?? anyJson
}

/** A schema says of what type its values are. */
function bySchema(value: JsonValue | undefined): RequestedFormat | undefined {
  const schema = opened(value)
  const isSchema =
    isObject(schema) && (isObject(schema.properties) || typeof schema.type === 'string' || isArray(schema.anyOf))
  return isSchema ? { schema } : undefined
}

function opened(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string' || !value.startsWith('{')) return value
  try {
    return JSON.parse(value) as JsonValue
  } catch {
    return value
  }
}
