import {
  type CanonicalSpan,
  canonicalJsonText,
  isJsonObject,
  type JsonValue,
  type Message,
  type MessagePart,
  type RetrievedDocument,
  type ToolDefinition,
} from '../../traces/index.ts'
import type { RowContext, RowFields, RowInput, RowOutput } from '../rows/row.ts'
import type { RowMaker, RowSource } from '../rows/row-source.ts'
import { recordToolCalls } from './record-tool-calls.ts'
import { hasInput, hasOutput, inOrder, isModelCall, type SourceSpan } from './source-span.ts'

/**
 * A row prefilled from one span of any kind: what went in as input, what it was told, its tools and what they answered,
 * its documents, and what came out. `rest` are the other spans of its trace: the tools that the span's own answer called
 * have their results there. What is expected, and who judges it, is left to the person.
 */
export function rowFromSpan(
  of: { readonly span: SourceSpan; readonly rest?: readonly SourceSpan[] },
  maker: RowMaker,
): RowFields {
  const { span } = of
  const around = [span, ...(of.rest ?? [])]
  return prefilled({
    input: inputOf(span.canonical),
    context: contextOf([span], around),
    observedOutput: outputOf(span.canonical),
    source: sourceOf('span', span, maker),
  })
}

/**
 * A row prefilled from a whole trace: the input of its outermost span that has one, what the outermost span with an
 * output gave (else the last model call), and the tools, recorded results and documents of all its spans.
 *
 * @throws RangeError for no spans
 */
export function rowFromTrace(spans: readonly SourceSpan[], maker: RowMaker): RowFields {
  const outermost = outermostFirst(spans)
  const [root] = outermost
  if (root === undefined) throw new RangeError('a row from a trace needs its spans')
  const asked = outermost.find(hasInput) ?? root
  const answered =
    outermost.find((span) => hasOutput(span) && span.parentSpanId === root.parentSpanId) ??
    inOrder(spans).findLast((span) => isModelCall(span.canonical) && hasOutput(span)) ??
    outermost.find(hasOutput) ??
    root
  const modelCalls = outermost.filter((span) => isModelCall(span.canonical))
  return prefilled({
    input: inputOf(asked.canonical),
    context: contextOf([asked, ...modelCalls], spans),
    observedOutput: outputOf(answered.canonical),
    source: sourceOf('trace', root, maker),
  })
}

type Prefilled = Pick<RowFields, 'input' | 'context' | 'observedOutput' | 'source'>

function prefilled(fields: Prefilled): RowFields {
  return {
    expectedBehavior: '',
    reference: null,
    evaluators: [],
    priority: 'blocking',
    labels: [],
    risks: [],
    requiredPassProbability: null,
    passFloor: null,
    metadata: {},
    ...fields,
  }
}

/** Roots first, then by depth, each depth in order of time. */
function outermostFirst(spans: readonly SourceSpan[]): readonly SourceSpan[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const depths = new Map<string, number>()
  for (const start of spans) {
    // A circle of parents ends where it meets itself.
    const path: SourceSpan[] = []
    const onPath = new Set<string>()
    let at: SourceSpan | undefined = start
    while (at !== undefined && !depths.has(at.spanId) && !onPath.has(at.spanId)) {
      path.push(at)
      onPath.add(at.spanId)
      at = byId.get(at.parentSpanId)
    }
    let depth = at === undefined ? -1 : (depths.get(at.spanId) ?? -1)
    for (const span of path.reverse()) depths.set(span.spanId, ++depth)
  }
  return [...inOrder(spans)].sort((a, b) => (depths.get(a.spanId) ?? 0) - (depths.get(b.spanId) ?? 0))
}

const isInstruction = (message: Message): boolean => message.role === 'system' || message.role === 'developer'

/** Instructions at the start of a conversation belong to the prompt; later ones are part of the conversation. */
function splitInstructions(messages: readonly Message[]): {
  readonly told: readonly Message[]
  readonly said: readonly Message[]
} {
  const at = messages.findIndex((message) => !isInstruction(message))
  const end = at < 0 ? messages.length : at
  return { told: messages.slice(0, end), said: messages.slice(end) }
}

function inputOf(span: CanonicalSpan): RowInput {
  if (span.inputMessages.length > 0) return { variables: {}, messages: [...splitInstructions(span.inputMessages).said] }
  const value = span.tool?.arguments ?? span.input
  if (span.query !== undefined) return { variables: { query: span.query }, messages: [] }
  return inputOfValue(value)
}

/** An object is variables, a text is what the user says, any other JSON is the variable `input`. */
export function inputOfValue(value: JsonValue | undefined): RowInput {
  if (value === undefined || value === null || value === '') return { variables: {}, messages: [] }
  if (typeof value === 'string')
    return { variables: {}, messages: [{ role: 'user', parts: [{ type: 'text', content: value }] }] }
  return { variables: isJsonObject(value) ? value : { input: value }, messages: [] }
}

function outputOf(span: CanonicalSpan): RowOutput {
  const documents = span.documents.length > 0 ? (span.documents as unknown as JsonValue) : undefined
  const value = span.outputMessages.length > 0 ? undefined : (span.tool?.result ?? span.output ?? documents)
  return {
    messages: [...span.outputMessages],
    ...(value !== undefined && { value }),
    ...(span.status === 'error' && { error: span.error?.message || span.error?.type || 'failed' }),
  }
}

/** Instructions and tools of the spans that speak for the row; recorded results and documents of all around them. */
function contextOf(own: readonly SourceSpan[], around: readonly SourceSpan[]): RowContext {
  const told = own.map(({ canonical }) => instructionsOf(canonical)).find((parts) => parts.length > 0)
  const definitions = distinct<ToolDefinition>(
    own.flatMap(({ canonical }) => canonical.toolDefinitions),
    (tool) => tool.name,
  )
  const documents = distinct<RetrievedDocument>(
    inOrder(around).flatMap(({ canonical }) => canonical.documents),
    (document) => canonicalJsonText([document.id ?? null, document.content ?? null]),
  )
  return {
    systemInstructions: [...(told ?? [])],
    documents: [...documents],
    toolDefinitions: [...definitions],
    toolCalls: [...recordToolCalls(around)],
  }
}

function instructionsOf(span: CanonicalSpan): readonly MessagePart[] {
  if (span.systemInstructions.length > 0) return span.systemInstructions
  return splitInstructions(span.inputMessages).told.flatMap((message) => message.parts)
}

function distinct<Item>(items: readonly Item[], key: (item: Item) => string): readonly Item[] {
  const found = new Map<string, Item>()
  for (const item of items) if (!found.has(key(item))) found.set(key(item), item)
  return [...found.values()]
}

function sourceOf(kind: 'span' | 'trace', span: SourceSpan, { who, at }: RowMaker): RowSource {
  const { sessionId } = span.canonical
  return {
    kind,
    traceId: span.traceId,
    ...(kind === 'span' && { spanId: span.spanId }),
    ...(sessionId !== undefined && { sessionId }),
    who,
    at,
  }
}
