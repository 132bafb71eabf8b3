import { runIdOfTraceId } from '../trials/index.ts'
import { marks } from './alias-table.ts'
import type { CanonicalSpan, JsonValue, ToolExecution } from './canonical-span.ts'
import { readAnswerSchema } from './content/read-answer-schema.ts'
import { decideKind } from './decide-kind.ts'
import { readCost } from './figures/read-cost.ts'
import { readOutcome } from './figures/read-error.ts'
import { readFinishReasons } from './figures/read-finish-reasons.ts'
import { readFirstTokenMs } from './figures/read-first-token.ts'
import { readSpanScores } from './figures/read-scores.ts'
import { readTags } from './figures/read-tags.ts'
import { readUsage } from './figures/read-usage.ts'
import { inOrder } from './join-logs.ts'
import { findMissingContent } from './missing-content.ts'
import { readAdk } from './producers/read-adk.ts'
import { readAiSdk } from './producers/read-ai-sdk.ts'
import { readAnthropic } from './producers/read-anthropic.ts'
import { readClaudeCode, readClaudeCodeLogs } from './producers/read-claude-code.ts'
import { readLogs, readSpanEvents } from './producers/read-events.ts'
import { readLangfuse } from './producers/read-langfuse.ts'
import { readWholePrompt } from './producers/read-langsmith.ts'
import { readMastra } from './producers/read-mastra.ts'
import { readMlflow } from './producers/read-mlflow.ts'
import { readOpenInference } from './producers/read-openinference.ts'
import { readLogfire, readPydanticAi } from './producers/read-pydantic.ts'
import { readSemconv } from './producers/read-semconv.ts'
import { readGenkit, readHaystack, readLaminar, readLivekit } from './producers/read-small-producers.ts'
import { readTraceloop, readVectorHits } from './producers/read-traceloop.ts'
import { readAttributes } from './read-attributes.ts'
import { recogniseProducer } from './recognise-producer.ts'
import { type SpanDraft, type SpanSource, startDraft } from './span-draft.ts'
import { textOf, toText } from './values/json-value.ts'

/**
 * Turns one span as any producer sent it, with the log records that belong to it, into a canonical span. Pure; never
 * throws, whatever the attributes hold: what cannot be read stays beside it in the raw attributes. Evaluations among the
 * log records are left to `deriveLogScores`, which does not need the span: counted here too, they would be there twice.
 */
export function deriveSpan(source: SpanSource): CanonicalSpan {
  const facts = readAttributes(source.span.attributes)
  const producer = recogniseProducer(facts, source)
  const draft = startDraft(source, facts, { producer, kind: decideKind(facts, source.span) })
  readContent(draft)
  readSpanScores(draft)
  return assemble(draft)
}

interface Reader {
  readonly mark: number
  readonly producer: string
  readonly read: (draft: SpanDraft) => void
}

/** From the most structured to the least; the recognised producer's own goes first. */
const readers: readonly Reader[] = [
  { mark: marks.genAi, producer: 'otel-genai', read: (draft) => readSemconv(draft, draft.attributes) },
  { mark: marks.langfuse, producer: 'langfuse', read: readLangfuse },
  { mark: marks.openInference, producer: 'openinference', read: readOpenInference },
  { mark: marks.langsmith | marks.genAi, producer: 'langsmith', read: readWholePrompt },
  { mark: marks.traceloop, producer: 'traceloop', read: readTraceloop },
  { mark: marks.mlflow, producer: 'mlflow', read: readMlflow },
  { mark: marks.aiSdk, producer: 'ai-sdk', read: readAiSdk },
  { mark: marks.pydantic, producer: 'pydantic-ai', read: readPydanticAi },
  { mark: marks.logfire, producer: 'logfire', read: readLogfire },
  { mark: marks.mastra, producer: 'mastra', read: readMastra },
  { mark: marks.adk, producer: 'google-adk', read: readAdk },
  { mark: marks.anthropic, producer: 'anthropic-sdk', read: readAnthropic },
  { mark: marks.laminar, producer: 'laminar', read: readLaminar },
  { mark: marks.genkit, producer: 'genkit', read: readGenkit },
  { mark: marks.livekit, producer: 'livekit', read: readLivekit },
  { mark: marks.haystack, producer: 'haystack', read: readHaystack },
  { mark: marks.database, producer: '', read: readVectorHits },
]

function readContent(draft: SpanDraft): void {
  const logs = inOrder(draft.source.logs)
  if (draft.producer === 'claude-code') readClaudeCode(draft)
  for (const reader of readers) if (reader.producer === draft.producer) reader.read(draft)
  for (const reader of readers) {
    if (draft.facts.has(reader.mark) && reader.producer !== draft.producer) reader.read(draft)
  }
  if (logs.length > 0) {
    readLogs(draft, logs)
    readClaudeCodeLogs(draft, logs)
  }
  readSpanEvents(draft)
}

const none: readonly never[] = []
const noEntries: { readonly [key: string]: JsonValue } = {}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

function assemble(draft: SpanDraft): CanonicalSpan {
  const { facts } = draft
  const outcome = readOutcome(draft)
  const span: Mutable<CanonicalSpan> = {
    kind: draft.kind,
    producer: draft.producer,
    parameters: draft.parameters ?? noEntries,
    systemInstructions: draft.systemInstructions ?? none,
    inputMessages: draft.inputMessages ?? none,
    outputMessages: draft.outputMessages ?? none,
    toolDefinitions: draft.toolDefinitions ?? none,
    documents: draft.documents ?? none,
    finishReasons: readFinishReasons(draft),
    status: outcome.status,
    tags: readTags(facts),
    metadata: facts.metadata ?? noEntries,
    scores: draft.scores,
    externalContent: draft.externalContent,
    isPlaceholder: facts.text('logfireSpanType') === 'pending_span',
  }
  if (outcome.error !== undefined) span.error = outcome.error
  addModel(span, draft)
  addContent(span, draft)
  addFigures(span, draft)
  addContext(span, draft)
  return span
}

function addModel(span: Mutable<CanonicalSpan>, draft: SpanDraft): void {
  const { facts } = draft
  const requestModel = facts.text('requestModel') ?? draft.requestModel
  const responseModel = facts.text('responseModel')
  const responseId = facts.text('responseId') ?? ownRequestId(draft)
  if (requestModel !== undefined) span.requestModel = requestModel
  if (responseModel !== undefined) span.responseModel = responseModel
  if (facts.provider !== undefined) span.provider = facts.provider
  if (responseId !== undefined) span.responseId = responseId
  const fingerprint = facts.text('fingerprint')
  if (fingerprint !== undefined) span.fingerprint = fingerprint
}

/** Claude Code's `request_id` is the response id that its cost records name. */
function ownRequestId({ producer, attributes }: Pick<SpanDraft, 'producer' | 'attributes'>): string | undefined {
  return producer === 'claude-code' ? toText(attributes.get('request_id')) : undefined
}

function addContent(span: Mutable<CanonicalSpan>, draft: SpanDraft): void {
  if (draft.input !== undefined) span.input = draft.input
  if (draft.output !== undefined) span.output = draft.output
  if (draft.query !== undefined) span.query = draft.query
  if (draft.kind === 'tool') span.tool = toolOf(draft)
  const answerSchema = readAnswerSchema(draft)
  if (answerSchema !== undefined) span.answerSchema = answerSchema
  const missing = findMissingContent(draft)
  if (missing !== undefined) span.missingContent = missing
}

/** Google's agent kit writes this where there is no call id. */
const unspecifiedCallId = '<not specified>'

function toolOf(draft: SpanDraft): ToolExecution {
  const { facts } = draft
  const callId = facts.text('toolCallId')
  const description = facts.text('toolDescription')
  const tool: Mutable<ToolExecution> = {
    name: facts.text('toolName') ?? draft.toolName ?? nameFromSpan(draft.source.span.name),
  }
  if (callId !== undefined && callId !== unspecifiedCallId) tool.callId = callId
  if (description !== undefined) tool.description = description
  if (draft.toolArguments !== undefined) tool.arguments = draft.toolArguments
  if (draft.toolResult !== undefined) tool.result = draft.toolResult
  return tool
}

function nameFromSpan(name: string): string {
  return name.replace(/^(?:execute_tool|running tool:?|tool\.execute) +/, '')
}

function addFigures(span: Mutable<CanonicalSpan>, draft: SpanDraft): void {
  const usage = readUsage(draft)
  const cost = readCost(draft)
  const firstTokenMs = readFirstTokenMs(draft)
  if (usage !== undefined) span.usage = usage
  if (cost !== undefined) span.cost = cost
  if (firstTokenMs !== undefined) span.timeToFirstTokenMs = firstTokenMs
}

function addContext(span: Mutable<CanonicalSpan>, draft: SpanDraft): void {
  const { facts } = draft
  const resource = draft.source.resource.attributes
  const environment =
    facts.text('environment') ??
    toText(resource.get('deployment.environment.name')) ??
    toText(resource.get('deployment.environment')) ??
    toText(resource.get('langfuse.environment'))
  const sessionId = facts.text('sessionId')
  const userId = facts.text('userId') ?? userInMetadata(draft)
  const release = facts.text('release') ?? toText(resource.get('service.version'))
  const serviceName = toText(resource.get('service.name'))
  const promptName = facts.text('promptName') ?? draft.promptName
  const promptVersion = facts.text('promptVersion') ?? draft.promptVersion
  const agentName = facts.text('agentName')
  const traceName = facts.text('traceName')
  // An application under test does not say in which run it is.
  const runId = facts.text('runId') ?? runIdOfTraceId(draft.source.span.traceId)
  if (environment !== undefined) span.environment = environment
  if (sessionId !== undefined) span.sessionId = sessionId
  if (userId !== undefined) span.userId = userId
  if (release !== undefined) span.release = release
  if (serviceName !== undefined) span.serviceName = serviceName
  if (promptName !== undefined) span.promptName = promptName
  if (promptVersion !== undefined) span.promptVersion = promptVersion
  if (agentName !== undefined) span.agentName = agentName
  if (traceName !== undefined) span.traceName = traceName
  if (runId !== undefined) span.runId = runId
}

/** OpenInference takes the session of a call's metadata for the session, but has no such rule for the user. */
function userInMetadata({ producer, facts }: SpanDraft): string | undefined {
  return producer === 'openinference' ? textOf(facts.metadata?.user_id) : undefined
}
