import type { JsonValue } from '../canonical-span.ts'
import { fillInput, fillOutput, type SpanDraft } from '../span-draft.ts'
import { isObject, setKey, toJson } from '../values/json-value.ts'

/** Langfuse's SDKs: input and output in any form, parameters as JSON. */
export function readLangfuse(draft: SpanDraft): void {
  const { attributes } = draft
  fillInput(draft, attributes.get('langfuse.observation.input') ?? ofRoot(draft, 'langfuse.trace.input'))
  fillOutput(draft, attributes.get('langfuse.observation.output') ?? ofRoot(draft, 'langfuse.trace.output'))
  const parameters = toJson(attributes.get('langfuse.observation.model.parameters'))
  if (isObject(parameters)) {
    const known: { [name: string]: JsonValue } = { ...draft.parameters }
    for (const key of Object.keys(parameters)) {
      const value = parameters[key]
      // Its OpenAI wrapper writes unset parameters as empty text.
      if (value !== '' && value !== null && value !== undefined && !Object.hasOwn(known, key)) setKey(known, key, value)
    }
    draft.parameters = known
  }
}

/** The trace's own input and output, deprecated; other spans of the trace carry copies that are not theirs. */
function ofRoot(draft: SpanDraft, key: string) {
  return draft.source.span.parentSpanId === '' ? draft.attributes.get(key) : undefined
}
