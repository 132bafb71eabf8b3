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
export { previewText, type SpanText, searchableText, turnText } from './searchable-text.ts'
export type { SpanSource } from './span-draft.ts'
export { normaliseProvider } from './values/normalise-provider.ts'
