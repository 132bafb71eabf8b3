import type { Attributes, OtlpGroup, OtlpResource, OtlpScope, OtlpSpan } from '../otlp/index.ts'
import { pairToolCalls } from './pair-tool-calls.ts'
import { toOtelMessage } from './to-otel-message.ts'
import { agentAttributes, modelCallAttributes, toolAttributes } from './transcript-attributes.ts'
import { readLine, type TranscriptLine, type TranscriptMessage } from './transcript-line.ts'
import { factsOf, type TranscriptScore } from './transcript-scores.ts'
import { type MessageTime, timesOf } from './transcript-times.ts'

export interface TranscriptContext {
  /** Counted from 1, for messages. */
  readonly lineNumber: number
  /** Where the made-up times of a line without times begin. */
  readonly fallbackStartTimeUnixNano: bigint
  /** Lower-case hex of so many bytes that depend on nothing but the seed, such as a part of its hash. */
  readonly makeId: (seed: string, bytes: 8 | 16) => string
}

export interface TranscriptTrace {
  readonly traceId: string
  readonly group: OtlpGroup<OtlpSpan>
  /** About the whole trace. */
  readonly scores: readonly TranscriptScore[]
}

const resource: OtlpResource = { attributes: new Map(), droppedAttributesCount: 0, schemaUrl: '' }
const scope: OtlpScope = {
  name: 'pawl.transcript',
  version: '',
  attributes: new Map(),
  droppedAttributesCount: 0,
  schemaUrl: '',
}

/**
 * One line of a transcript file, an object with OpenAI `messages` and any metadata, as a trace: a root `invoke_agent`
 * span for the conversation, with a `chat` span for each assistant message and an `execute_tool` span for each tool
 * call and its result. Attributes follow the GenAI semantic conventions; other fields become `metadata.<field>`. Times
 * the line does not give are made up in order and marked `pawl.time.synthetic`. The same line gives the same ids.
 *
 * @throws AppError `bad_request` naming the line, the field and what would be right
 */
export function readTranscriptLine(line: unknown, context: TranscriptContext): TranscriptTrace {
  const transcript = readLine(line, context.lineNumber)
  const traceId = context.makeId(`transcript\n${JSON.stringify(transcript.source)}`, 16)
  const builder = new TraceBuilder(transcript, traceId, context)
  const facts = factsOf(transcript.source)
  const items = [builder.root(facts.metadata), ...builder.modelCalls(), ...builder.toolCalls()]
  return { traceId, group: { resource, scope, items }, scores: facts.scores }
}

class TraceBuilder {
  private readonly transcript: TranscriptLine
  private readonly traceId: string
  private readonly makeId: TranscriptContext['makeId']
  private readonly times: readonly MessageTime[]
  private readonly messages: readonly string[]
  private readonly rootId: string

  constructor(transcript: TranscriptLine, traceId: string, context: TranscriptContext) {
    this.transcript = transcript
    this.traceId = traceId
    this.makeId = context.makeId
    this.times = timesOf(transcript, context.fallbackStartTimeUnixNano)
    this.messages = transcript.messages.map((message) => JSON.stringify(toOtelMessage(message)))
    this.rootId = this.spanId('root')
  }

  root(metadata: readonly (readonly [string, unknown])[]): OtlpSpan {
    const { messages, source } = this.transcript
    const answer = messages.findLastIndex((message) => message.role === 'assistant')
    const attributes = agentAttributes(source, {
      input: this.json(0, answer < 0 ? messages.length : answer),
      output: answer < 0 ? undefined : this.json(answer, answer + 1),
      trailing: answer < 0 || answer === messages.length - 1 ? undefined : this.json(answer + 1, messages.length),
      metadata,
    })
    const agent = attributes.get('gen_ai.agent.name')
    const name = typeof agent === 'string' ? `invoke_agent ${agent}` : 'invoke_agent'
    return this.span({ id: this.rootId, name, kind: 1, from: 0, to: messages.length - 1, attributes })
  }

  modelCalls(): readonly OtlpSpan[] {
    const { messages, source } = this.transcript
    return messages.flatMap((message, i) => {
      if (message.role !== 'assistant') return []
      const content = { input: this.json(0, i), output: this.json(i, i + 1) }
      const attributes = modelCallAttributes(source, message.source, content)
      const model = attributes.get('gen_ai.request.model')
      const name = typeof model === 'string' ? `chat ${model}` : 'chat'
      return [
        this.span({ id: this.spanId(`message ${i}`), name, kind: 3, from: Math.max(i - 1, 0), to: i, attributes }),
      ]
    })
  }

  toolCalls(): readonly OtlpSpan[] {
    return pairToolCalls(this.transcript.messages).map(({ call, callAt, callIndex, resultAt }) => {
      const result = resultAt === undefined ? undefined : this.transcript.messages[resultAt]
      const span = this.span({
        id: this.spanId(`message ${callAt} call ${callIndex}`),
        name: `execute_tool ${call.name}`,
        kind: 1,
        from: callAt,
        to: resultAt ?? callAt,
        attributes: toolAttributes(call, result?.source),
      })
      const message = errorOf(result)
      return message === undefined ? span : { ...span, status: { code: 2, message } }
    })
  }

  private spanId(part: string): string {
    return this.makeId(`${this.traceId}\n${part}`, 8)
  }

  private json(from: number, to: number): string {
    return `[${this.messages.slice(from, to).join(',')}]`
  }

  private span(draft: {
    readonly id: string
    readonly name: string
    readonly kind: number
    /** Messages whose times are the span's. */
    readonly from: number
    readonly to: number
    readonly attributes: Attributes
  }): OtlpSpan {
    const start = this.times[draft.from] as MessageTime
    const isMadeUp = start.isMadeUp || (this.times[draft.to] as MessageTime).isMadeUp
    let end = this.times[draft.to] as MessageTime
    // Messages may carry times out of order.
    if (end.unixNano < start.unixNano) end = start
    return {
      traceId: this.traceId,
      spanId: draft.id,
      parentSpanId: draft.id === this.rootId ? '' : this.rootId,
      traceState: '',
      flags: 0,
      name: draft.name,
      kind: draft.kind,
      startTimeUnixNano: start.unixNano,
      endTimeUnixNano: end.unixNano,
      attributes: isMadeUp ? new Map([...draft.attributes, ['pawl.time.synthetic', true]]) : draft.attributes,
      droppedAttributesCount: 0,
      events: [],
      droppedEventsCount: 0,
      links: [],
      droppedLinksCount: 0,
      status: { code: 0, message: '' },
    }
  }
}

const longestErrorMessage = 500

/** Tools of chat loops report failure in their text, `Error: …`, or (Anthropic's way) by a flag. */
function errorOf(result: TranscriptMessage | undefined): string | undefined {
  const { content, is_error: isError } = result?.source ?? {}
  const text = typeof content === 'string' ? content : ''
  if (isError !== true && !/^\s*Error\b/.test(text)) return undefined
  return text.trim().slice(0, longestErrorMessage)
}
