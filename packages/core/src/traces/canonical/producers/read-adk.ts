import type { Attributes } from '../../otlp/index.ts'
import type { JsonValue } from '../canonical-span.ts'
import { usageOfObject } from '../figures/read-usage.ts'
import { fillInput, fillRequest, fillResponse, type SpanDraft, wantsInput, wantsOutput } from '../span-draft.ts'
import { isObject, type JsonObject, setKey, textOf, toJson } from '../values/json-value.ts'

/** Google's Agent Development Kit, schema 1: requests and responses of Gemini as JSON. */
export function readAdk(draft: SpanDraft): void {
  const { attributes } = draft
  if (draft.kind === 'tool') {
    draft.toolArguments ??= payload(attributes, 'gcp.vertex.agent.tool_call_args')
    draft.toolResult ??= payload(attributes, 'gcp.vertex.agent.tool_response')
    return
  }
  if (draft.kind !== 'llm') {
    fillInput(draft, attributes.get('gcp.vertex.agent.data'))
    return
  }
  readRequest(draft)
  readResponse(draft)
}

function readRequest(draft: SpanDraft): void {
  const request = wantsInput(draft) ? payload(draft.attributes, 'gcp.vertex.agent.llm_request') : undefined
  if (request === undefined) return
  fillRequest(draft, request)
  if (!isObject(request)) return
  draft.requestModel ??= textOf(request.model)
  if (draft.parameters === undefined && isObject(request.config)) draft.parameters = parametersOf(request.config)
}

const notParameters: ReadonlySet<string> = new Set(['system_instruction', 'tools', 'labels', 'http_options'])

function parametersOf(config: JsonObject): { [name: string]: JsonValue } {
  const parameters: { [name: string]: JsonValue } = {}
  for (const key of Object.keys(config)) {
    const value = config[key]
    if (notParameters.has(key) || value === undefined || value === null) continue
    setKey(parameters, key === 'max_output_tokens' ? 'max_tokens' : key, value)
  }
  return parameters
}

function readResponse(draft: SpanDraft): void {
  const response = payload(draft.attributes, 'gcp.vertex.agent.llm_response')
  if (response === undefined) return
  if (wantsOutput(draft)) fillResponse(draft, response)
  if (!isObject(response) || !isObject(response.usage_metadata)) return
  const details = usageOfObject(response.usage_metadata)
  const { facts } = draft
  draft.usage ??= {
    input: facts.number('inputTokens') ?? details.input,
    output: facts.number('outputTokens') ?? details.output,
    cacheRead: facts.number('cacheReadTokens') ?? details.cacheRead,
    reasoning: facts.number('reasoningTokens') ?? details.reasoning,
    total: details.total,
    // Schema 1 reports only the candidates as output. Once reasoning has an attribute of its own, it is inside.
    excludesReasoning: facts.number('reasoningTokens') === undefined,
  }
}

/** `{}` stands where nothing was recorded. */
function payload(attributes: Attributes, key: string): JsonValue | undefined {
  const value = toJson(attributes.get(key))
  return isObject(value) && Object.keys(value).length === 0 ? undefined : value
}
