import { toToolDefinitions } from '../content/read-tool-definitions.ts'
import { usageOfObject } from '../figures/read-usage.ts'
import { fillInput, fillOutput, type SpanDraft } from '../span-draft.ts'
import { isObject, toJson, toText } from '../values/json-value.ts'

/** Laminar: one input and one output, whatever the span is. */
export function readLaminar(draft: SpanDraft): void {
  fillInput(draft, draft.attributes.get('lmnr.span.input'))
  fillOutput(draft, draft.attributes.get('lmnr.span.output'))
}

/** Genkit: JSON input and output; a model's output has its usage inside and its name is `<plugin>/<model>`. */
export function readGenkit(draft: SpanDraft): void {
  const { attributes } = draft
  if (draft.kind === 'llm') {
    const name = toText(attributes.get('genkit:name'))
    draft.requestModel ??= name?.slice(name.indexOf('/') + 1)
    const output = toJson(attributes.get('genkit:output'))
    if (isObject(output) && isObject(output.usage)) draft.usageDetails ??= usageOfObject(output.usage)
  }
  if (draft.kind === 'tool') draft.toolName ??= toText(attributes.get('genkit:name'))
  fillInput(draft, attributes.get('genkit:input'))
  fillOutput(draft, attributes.get('genkit:output'))
}

/** LiveKit Agents. */
export function readLivekit(draft: SpanDraft): void {
  const { attributes } = draft
  if (draft.kind === 'tool') {
    fillInput(draft, attributes.get('lk.function_tool.arguments'))
    fillOutput(draft, attributes.get('lk.function_tool.output'))
    return
  }
  if (draft.toolDefinitions === undefined) {
    const tools = toToolDefinitions(toJson(attributes.get('lk.function_tools')))
    if (tools.length > 0) draft.toolDefinitions = tools
  }
  fillInput(draft, attributes.get('lk.chat_ctx') ?? attributes.get('lk.user_input') ?? attributes.get('lk.input_text'))
  fillOutput(draft, attributes.get('lk.response.text') ?? attributes.get('lk.response.function_calls'))
}

/** Haystack: input and output of components, pipelines and agents. */
export function readHaystack(draft: SpanDraft): void {
  const { attributes } = draft
  if (draft.kind === 'tool') draft.toolName ??= toText(attributes.get('haystack.component.name'))
  fillInput(
    draft,
    attributes.get('haystack.component.input') ??
      attributes.get('haystack.pipeline.input_data') ??
      attributes.get('haystack.agent.input'),
  )
  fillOutput(
    draft,
    attributes.get('haystack.component.output') ??
      attributes.get('haystack.pipeline.output_data') ??
      attributes.get('haystack.agent.output'),
  )
}
