import { marks } from '../alias-table.ts'
import type { SpanDraft } from '../span-draft.ts'
import { isObject, type JsonObject, toJson } from '../values/json-value.ts'

/** The schema of the answer where a framework writes it into an attribute of its own: Vercel's AI SDK and Pydantic AI. */
export function readAnswerSchema({ attributes, facts }: SpanDraft): JsonObject | undefined {
  if (facts.has(marks.aiSdk)) return objectOf(toJson(attributes.get('ai.schema')))
  if (!facts.has(marks.pydantic)) return undefined
  const parameters = objectOf(toJson(attributes.get('model_request_parameters')))
  // With other modes the answer is a tool call.
  const isText = parameters?.output_mode === 'native' || parameters?.output_mode === 'prompted'
  return isText ? objectOf(objectOf(parameters?.output_object)?.json_schema) : undefined
}

const objectOf = (value: unknown): JsonObject | undefined => (isObject(value) ? value : undefined)
