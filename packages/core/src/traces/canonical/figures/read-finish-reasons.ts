import type { JsonValue } from '../canonical-span.ts'
import type { SpanDraft } from '../span-draft.ts'
import { isArray, toJson, toText } from '../values/json-value.ts'
import { normaliseFinishReason } from '../values/normalise-finish-reason.ts'

/** Why the model stopped, one reason for each choice: from the span, or from the messages where only they say it. */
export function readFinishReasons(draft: SpanDraft): readonly string[] {
  const raw = draft.facts.raw('finishReasons') ?? claudeCodeReason(draft)
  const reasons = raw === undefined ? [] : toReasons(typeof raw === 'string' ? textOrList(raw) : toJson(raw))
  if (reasons.length > 0) return reasons
  const said: string[] = []
  for (const message of draft.outputMessages ?? []) {
    if (message.finish_reason !== undefined) said.push(message.finish_reason)
  }
  return said
}

function claudeCodeReason(draft: SpanDraft) {
  return draft.producer === 'claude-code' ? draft.attributes.get('stop_reason') : undefined
}

/** `"stop"`, `["stop"]` as JSON text, or plain text. */
function textOrList(raw: string): JsonValue | undefined {
  return raw.charCodeAt(0) === 91 ? toJson(raw) : toText(raw)
}

function toReasons(value: JsonValue | undefined): readonly string[] {
  const list = isArray(value) ? value : [value]
  const reasons: string[] = []
  for (const item of list) {
    if (typeof item === 'string' && item !== '') reasons.push(normaliseFinishReason(item))
  }
  return reasons
}
