import type { Attributes, AttributeValue, OtlpLogRecord, OtlpResource, OtlpScope, OtlpSpan } from '../otlp/index.ts'
import type {
  Cost,
  DerivedScore,
  JsonValue,
  Message,
  MessagePart,
  RetrievedDocument,
  SpanKind,
  ToolDefinition,
} from './canonical-span.ts'
import { readRequest, readResponse } from './content/read-bodies.ts'
import { toDocuments } from './content/read-documents.ts'
import type { RawUsage } from './figures/raw-usage.ts'
import type { SpanFacts } from './span-facts.ts'
import { isArray, isObject, textOf, toJson } from './values/json-value.ts'

export interface SpanSource {
  readonly span: OtlpSpan
  readonly resource: OtlpResource
  readonly scope: OtlpScope
  /** The log records that belong to the span, in the order of arrival. */
  readonly logs: readonly OtlpLogRecord[]
}

/**
 * A canonical span being put together. Readers run from the most to the least trusted and fill only what is still
 * undefined, so an attribute that nobody needs any more is never parsed.
 */
export interface SpanDraft {
  readonly source: SpanSource
  readonly attributes: Attributes
  readonly facts: SpanFacts
  readonly kind: SpanKind
  readonly producer: string
  systemInstructions: readonly MessagePart[] | undefined
  inputMessages: readonly Message[] | undefined
  outputMessages: readonly Message[] | undefined
  input: JsonValue | undefined
  output: JsonValue | undefined
  toolDefinitions: readonly ToolDefinition[] | undefined
  toolArguments: JsonValue | undefined
  toolResult: JsonValue | undefined
  toolName: string | undefined
  query: string | undefined
  documents: readonly RetrievedDocument[] | undefined
  requestModel: string | undefined
  promptName: string | undefined
  promptVersion: string | undefined
  /** Usage that a reader knows better than the alias table. */
  usage: RawUsage | undefined
  /** Figures that a reader found beside the reported tokens: cached and reasoning ones. */
  usageDetails: RawUsage | undefined
  cost: Cost | undefined
  finishReasons: readonly string[] | undefined
  parameters: { [name: string]: JsonValue } | undefined
  error: { readonly type: string; readonly message: string; readonly stack?: string } | undefined
  readonly scores: DerivedScore[]
  readonly externalContent: string[]
}

export function startDraft(
  source: SpanSource,
  facts: SpanFacts,
  decided: { kind: SpanKind; producer: string },
): SpanDraft {
  return {
    source,
    attributes: source.span.attributes,
    facts,
    kind: decided.kind,
    producer: decided.producer,
    systemInstructions: undefined,
    inputMessages: undefined,
    outputMessages: undefined,
    input: undefined,
    output: undefined,
    toolDefinitions: undefined,
    toolArguments: undefined,
    toolResult: undefined,
    toolName: undefined,
    query: facts.text('query'),
    documents: undefined,
    requestModel: undefined,
    promptName: undefined,
    promptVersion: undefined,
    usage: undefined,
    usageDetails: undefined,
    cost: undefined,
    finishReasons: undefined,
    parameters: facts.parameters,
    error: undefined,
    scores: [],
    externalContent: [],
  }
}

/**
 * What went into a span, in whatever form its producer recorded it, filed by the span's kind: a model's request becomes
 * messages, a tool's input its arguments, a retriever's input the query, all else stays JSON.
 */
export function fillInput(draft: SpanDraft, raw: AttributeValue | undefined): void {
  if (raw === undefined || !wantsInput(draft)) return
  const value = toJson(raw)
  if (value === undefined) return
  switch (draft.kind) {
    case 'llm':
      fillRequest(draft, value)
      break
    case 'tool':
      draft.toolArguments = value
      break
    case 'retriever':
    case 'reranker':
      fillQuery(draft, value)
      break
    default:
      draft.input = value
  }
}

/** What came out of a span: the counterpart of `fillInput`. */
export function fillOutput(draft: SpanDraft, raw: AttributeValue | undefined): void {
  if (raw === undefined || !wantsOutput(draft)) return
  const value = toJson(raw)
  if (value === undefined) return
  switch (draft.kind) {
    case 'llm':
      fillResponse(draft, value)
      break
    case 'tool':
      draft.toolResult = value
      break
    case 'retriever':
    case 'reranker': {
      const documents = toDocuments(value)
      if (documents.length > 0) draft.documents = documents
      else draft.output = value
      break
    }
    default:
      draft.output = value
  }
}

export function wantsInput(draft: SpanDraft): boolean {
  switch (draft.kind) {
    case 'llm':
      return draft.inputMessages === undefined && draft.input === undefined
    case 'tool':
      return draft.toolArguments === undefined
    default:
      return draft.input === undefined && draft.inputMessages === undefined
  }
}

export function wantsOutput(draft: SpanDraft): boolean {
  switch (draft.kind) {
    case 'llm':
      return draft.outputMessages === undefined && draft.output === undefined
    case 'tool':
      return draft.toolResult === undefined
    // Vectors: long, and nothing that a person or a search could use.
    case 'embedding':
      return false
    case 'retriever':
    case 'reranker':
      return draft.documents === undefined && draft.output === undefined
    default:
      return draft.output === undefined && draft.outputMessages === undefined
  }
}

export function fillRequest(draft: SpanDraft, value: JsonValue): void {
  const request = readRequest(value)
  if (request === undefined) {
    draft.input ??= value
    return
  }
  draft.inputMessages ??= request.messages
  if (request.system.length > 0) draft.systemInstructions ??= request.system
  if (request.tools.length > 0) draft.toolDefinitions ??= request.tools
}

export function fillResponse(draft: SpanDraft, value: JsonValue): void {
  const messages = readResponse(value)
  if (messages.length > 0) draft.outputMessages ??= messages
  else draft.output ??= value
}

function fillQuery(draft: SpanDraft, value: JsonValue): void {
  const query = queryOf(value)
  draft.query ??= query
  // Kept only where the query does not say all of it.
  if (query === undefined || (isObject(value) && Object.keys(value).length > 1)) draft.input = value
}

function queryOf(value: JsonValue): string | undefined {
  if (isObject(value)) return textOf(value.query ?? value.input ?? value.question ?? value.text)
  if (isArray(value)) return value.length === 1 ? textOf(value[0]) : undefined
  return textOf(value)
}
