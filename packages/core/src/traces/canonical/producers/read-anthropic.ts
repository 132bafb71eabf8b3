import type { SpanDraft } from '../span-draft.ts'
import { toJson } from '../values/json-value.ts'

/** The Anthropic SDK follows the current conventions, but for the result of a tool. */
export function readAnthropic(draft: SpanDraft): void {
  if (draft.kind === 'tool') draft.toolResult ??= toJson(draft.attributes.get('anthropic.tool_result.content'))
}
