import type { JsonValue, ToolDefinition } from '../canonical-span.ts'
import { isArray, isObject, type JsonObject, parseJson, textOf } from '../values/json-value.ts'

/**
 * Tool definitions from a list in any known form: the semantic conventions' own, OpenAI's nested one, Anthropic's
 * (`input_schema`), the AI SDK's (`inputSchema`), Gemini's (`function_declarations`), each as an object or as JSON text.
 */
export function toToolDefinitions(value: JsonValue | undefined): readonly ToolDefinition[] {
  const list = isArray(value) ? value : isObject(value) ? namedTools(value) : []
  const definitions: ToolDefinition[] = []
  for (const item of list) {
    const tool = typeof item === 'string' ? parseJson(item) : item
    if (isObject(tool)) addDefinition(definitions, tool)
  }
  return definitions
}

/** `{weather: {description, parameters}}`: the name is the key. */
function namedTools(value: JsonObject): readonly JsonValue[] {
  if (typeof value.name === 'string' || isObject(value.function)) return [value]
  const tools: JsonValue[] = []
  for (const name of Object.keys(value)) {
    const tool = value[name]
    if (isObject(tool)) tools.push({ name, ...tool })
  }
  return tools
}

function addDefinition(definitions: ToolDefinition[], tool: JsonObject): void {
  const declarations = tool.function_declarations ?? tool.functionDeclarations
  if (isArray(declarations)) {
    for (const declaration of declarations) if (isObject(declaration)) addDefinition(definitions, declaration)
    return
  }
  const inner = isObject(tool.function) ? tool.function : tool
  const type = textOf(tool.type) ?? 'function'
  const name = textOf(inner.name) ?? (type === 'function' ? undefined : type)
  if (name === undefined) return
  const description = textOf(inner.description)
  const schema = schemaOf(inner)
  definitions.push({
    type: type === 'custom' || type === 'object' ? 'function' : type,
    name,
    ...(description !== undefined && { description }),
    ...(schema !== undefined && { parameters: schema }),
  })
}

function schemaOf(tool: JsonObject): JsonValue | undefined {
  const schema =
    tool.parameters ??
    tool.input_schema ??
    tool.inputSchema ??
    tool.parametersJsonSchema ??
    tool.parameters_json_schema ??
    tool.json_schema ??
    tool.arguments
  if (schema === undefined || schema === null) return undefined
  return typeof schema === 'string' ? parseJson(schema) : schema
}
