import { createHash } from 'node:crypto'

type Value = string | number | boolean | readonly string[]

/** A span in words that a test can be read by. Ids are made from names: the same name is the same id. */
export interface TestSpan {
  readonly trace: string
  readonly id: string
  readonly parent?: string
  readonly name: string
  readonly service?: string
  readonly startMs: number
  readonly durationMs: number
  readonly attributes?: Readonly<Record<string, Value>>
  /** The message of its error. */
  readonly failed?: string
}

const hex = (text: string, digits: number): string => createHash('sha256').update(text).digest('hex').slice(0, digits)

export const traceIdOf = (trace: string): string => hex(trace, 32)
export const spanIdOf = (trace: string, id: string): string => hex(`${trace} ${id}`, 16)

function anyValue(value: Value): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  return { arrayValue: { values: value.map((item) => ({ stringValue: item })) } }
}

const keyValues = (attributes: Readonly<Record<string, Value>>) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }))

const nanos = (ms: number): string => String(BigInt(Math.round(ms * 1000)) * 1000n)

const otlpSpan = (span: TestSpan): object => ({
  traceId: traceIdOf(span.trace),
  spanId: spanIdOf(span.trace, span.id),
  ...(span.parent === undefined ? {} : { parentSpanId: spanIdOf(span.trace, span.parent) }),
  name: span.name,
  kind: 1,
  startTimeUnixNano: nanos(span.startMs),
  endTimeUnixNano: nanos(span.startMs + span.durationMs),
  attributes: keyValues(span.attributes ?? {}),
  status: span.failed === undefined ? {} : { code: 2, message: span.failed },
})

/** An OTLP/JSON ExportTraceServiceRequest. */
export function otlpRequest(spans: readonly TestSpan[]): object {
  const services = new Map<string, TestSpan[]>()
  for (const span of spans) {
    const service = span.service ?? 'shop'
    services.set(service, [...(services.get(service) ?? []), span])
  }
  return {
    resourceSpans: Array.from(services, ([service, members]) => ({
      resource: { attributes: keyValues({ 'service.name': service }) },
      scopeSpans: [{ scope: { name: 'browser-tests' }, spans: members.map(otlpSpan) }],
    })),
  }
}

const text = (role: string, content: string) => ({ role, parts: [{ type: 'text', content }] })

export interface TurnOptions {
  readonly trace: string
  readonly startMs: number
  readonly question: string
  readonly answer: string
  readonly session?: string
  readonly user?: string
  readonly model?: string
  /** The tool fails with this message. */
  readonly toolError?: string
}

/** One turn of an agent: a model call that asks for a tool, the tool, and the call that answers. Four spans. */
export function agentTurn(turn: TurnOptions): readonly TestSpan[] {
  const { trace, startMs, question, answer, session, user, model = 'gpt-4o-mini', toolError } = turn
  const toolCall = { type: 'tool_call', id: `call-${trace}`, name: 'find_order', arguments: { order: 4711 } }
  const chat = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': model,
    'gen_ai.response.model': model,
  }
  return [
    {
      trace,
      id: 'root',
      name: 'support agent',
      startMs,
      durationMs: 1000,
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'support',
        'gen_ai.input.messages': JSON.stringify([text('user', question)]),
        'gen_ai.output.messages': JSON.stringify([text('assistant', answer)]),
        ...(session === undefined ? {} : { 'session.id': session }),
        ...(user === undefined ? {} : { 'user.id': user }),
      },
    },
    {
      trace,
      id: 'ask',
      parent: 'root',
      name: `chat ${model}`,
      startMs: startMs + 10,
      durationMs: 400,
      attributes: {
        ...chat,
        'gen_ai.usage.input_tokens': 120,
        'gen_ai.usage.output_tokens': 20,
        'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: 'You help customers of a shop.' }]),
        'gen_ai.input.messages': JSON.stringify([text('user', question)]),
        'gen_ai.output.messages': JSON.stringify([
          { role: 'assistant', parts: [toolCall], finish_reason: 'tool_call' },
        ]),
      },
    },
    {
      trace,
      id: 'tool',
      parent: 'root',
      name: 'execute_tool find_order',
      startMs: startMs + 450,
      durationMs: 100,
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'find_order',
        'gen_ai.tool.call.id': `call-${trace}`,
        'gen_ai.tool.call.arguments': JSON.stringify({ order: 4711 }),
        ...(toolError === undefined
          ? { 'gen_ai.tool.call.result': JSON.stringify({ status: 'delivered on Monday' }) }
          : {}),
      },
      ...(toolError === undefined ? {} : { failed: toolError }),
    },
    {
      trace,
      id: 'answer',
      parent: 'root',
      name: `chat ${model}`,
      startMs: startMs + 560,
      durationMs: 400,
      attributes: {
        ...chat,
        'gen_ai.usage.input_tokens': 180,
        'gen_ai.usage.output_tokens': 40,
        'gen_ai.input.messages': JSON.stringify([text('user', question)]),
        'gen_ai.output.messages': JSON.stringify([{ ...text('assistant', answer), finish_reason: 'stop' }]),
      },
    },
  ]
}
