export { canonicalJsonText } from './canonical-json.ts'
export {
  type CanonicalSpan,
  type Cost,
  type DerivedScore,
  type GenericPart,
  isKnownPart,
  type JsonValue,
  type KnownPart,
  type Message,
  type MessagePart,
  type MissingContent,
  type RetrievedDocument,
  type SpanError,
  type SpanKind,
  spanKinds,
  type ToolDefinition,
  type ToolExecution,
  type Usage,
} from './canonical-span.ts'
export { isMessage, toMessages } from './content/read-messages.ts'
export { deriveSpan } from './derive-span.ts'
export { deriveLogScores, isContentLog, type LogJoinKey, logJoinKey } from './join-logs.ts'
export { messagePartSchema, messageSchema } from './message-schema.ts'
export { isJsonObject, isJsonValue, jsonObjectSchema, jsonValueSchema } from './plain-json.ts'
export { previewText, type SpanText, searchableText, turnText } from './searchable-text.ts'
export type { SpanSource } from './span-draft.ts'
export { isArray, isObject, type JsonObject, jsonOrUndefined } from './values/json-value.ts'
export { normaliseProvider } from './values/normalise-provider.ts'
export { ownCopy } from './values/own-copy.ts'
