import { type AttributeValue, encodeTracesProtobuf, type OtlpSpan } from '@pawl/core'

/** A small deterministic generator (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const syllables =
  'ka re mi to lon ver ta sen pri co du fa gol hi jor ne os pa qui ras su tem ul vi wo ble ing er tion'.split(' ')

/** 20,000 invented words; `zipfText` picks them as natural language does, a few very often. */
export function vocabulary(seed: number): readonly string[] {
  const next = random(seed)
  return Array.from({ length: 20_000 }, (_, rank) => {
    const length = 1 + Math.floor(next() * 3) + (rank > 200 ? 1 : 0)
    return Array.from({ length }, () => syllables[Math.floor(next() * syllables.length)] ?? '').join('')
  })
}

export function zipfText(words: readonly string[], next: () => number, bytes: number): string {
  let text = ''
  while (text.length < bytes) {
    text += words[Math.floor(words.length ** next()) - 1] ?? ''
    text += next() < 0.08 ? '. ' : ' '
  }
  return text
}

export const models = [
  'gpt-4o',
  'gpt-4o-mini',
  'claude-sonnet-4-5',
  'gemini-2.5-flash',
  'gpt-4.1',
  'claude-haiku-4-5',
] as const

const hex = (next: () => number, length: number) =>
  Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join('')

export interface BodyOptions {
  readonly spans: number
  readonly spansPerTrace: number
  /** Characters of text in and out of one span. */
  readonly inputBytes: number
  readonly outputBytes: number
  readonly startMs: number
}

const words = vocabulary(7)

/** One ExportTraceServiceRequest: traces of an agent root and model calls, each span with its messages. */
export function makeBody(seed: number, options: BodyOptions): Uint8Array {
  const next = random(seed)
  const spans: OtlpSpan[] = []
  for (let index = 0; index < options.spans; ) {
    const traceId = hex(next, 32)
    const rootId = hex(next, 16)
    const session = `session-${hex(next, 8)}`
    const user = `user-${Math.floor(next() * 5000)}`
    const startMs = options.startMs + index * 3
    for (let child = 0; child < options.spansPerTrace && index < options.spans; child++, index++) {
      spans.push(makeSpan(next, { traceId, rootId, child, session, user, startMs, options }))
    }
  }
  const resource = new Map<string, AttributeValue>([
    ['service.name', `service-${seed % 4}`],
    ['deployment.environment.name', seed % 3 === 0 ? 'staging' : 'production'],
    ['telemetry.sdk.language', 'nodejs'],
  ])
  return encodeTracesProtobuf([
    {
      resource: { attributes: resource, droppedAttributesCount: 0, schemaUrl: '' },
      scope: { name: 'bench', version: '1.0.0', attributes: new Map(), droppedAttributesCount: 0, schemaUrl: '' },
      items: spans,
    },
  ])
}

interface SpanOptions {
  readonly traceId: string
  readonly rootId: string
  readonly child: number
  readonly session: string
  readonly user: string
  readonly startMs: number
  readonly options: BodyOptions
}

function makeSpan(next: () => number, of: SpanOptions): OtlpSpan {
  const isRoot = of.child === 0
  const input = zipfText(words, next, of.options.inputBytes)
  const output = zipfText(words, next, of.options.outputBytes)
  const model = models[Math.floor(next() * models.length)] ?? models[0]
  const startNs = BigInt(of.startMs + of.child * 20) * 1_000_000n
  const failed = next() < 0.03
  const attributes = new Map<string, AttributeValue>([
    ['gen_ai.operation.name', isRoot ? 'invoke_agent' : 'chat'],
    ['gen_ai.provider.name', model.startsWith('claude') ? 'anthropic' : 'openai'],
    ['gen_ai.input.messages', JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: input }] }])],
    [
      'gen_ai.output.messages',
      JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: output }], finish_reason: 'stop' }]),
    ],
    ['gen_ai.conversation.id', of.session],
    ['user.id', of.user],
  ])
  if (!isRoot) {
    attributes.set('gen_ai.request.model', model)
    attributes.set('gen_ai.response.model', model)
    attributes.set('gen_ai.usage.input_tokens', 200 + Math.floor(next() * 800))
    attributes.set('gen_ai.usage.output_tokens', 20 + Math.floor(next() * 200))
    attributes.set('gen_ai.request.temperature', 0.2)
  }
  return {
    traceId: of.traceId,
    spanId: isRoot ? of.rootId : hex(next, 16),
    parentSpanId: isRoot ? '' : of.rootId,
    traceState: '',
    flags: 257,
    name: isRoot ? 'support-agent' : `chat ${model}`,
    kind: isRoot ? 1 : 3,
    startTimeUnixNano: startNs,
    endTimeUnixNano: startNs + BigInt(Math.floor(50 + next() * 4000)) * 1_000_000n,
    attributes,
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: failed ? { code: 2, message: 'upstream timed out' } : { code: 0, message: '' },
  }
}

/** Where the ids of traces and spans stand in an encoded body, so that it can be sent again as new spans. */
export function idOffsets(body: Uint8Array): readonly number[] {
  const offsets: number[] = []
  // Field 1 (trace id, 16 bytes), field 2 (span id, 8 bytes) and field 4 (parent, 8 bytes) of a span, as makeBody writes them.
  for (let at = 0; at + 18 < body.length; at++) {
    if (body[at] === 0x0a && body[at + 1] === 16 && body[at + 18] === 0x12 && body[at + 19] === 8) {
      offsets.push(at + 2)
    }
  }
  return offsets
}

/** Makes every trace of the body a new one. Parents stay with their children: only trace ids change. */
export function renewIds(body: Uint8Array, offsets: readonly number[], round: number): void {
  for (const offset of offsets) {
    for (let byte = 0; byte < 4; byte++) {
      const index = offset + byte
      body[index] = ((body[index] ?? 0) + ((round * 0x9e3779b1) >>> (8 * byte)) + byte + 1) & 0xff
    }
  }
}

/** Prints one figure as the benchmarks' readers expect it. */
export function report(figure: string, value: number, unit: string): void {
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 1000) / 1000
  process.stdout.write(`${JSON.stringify({ figure, value: rounded, unit })}\n`)
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}

/** Reads `--name=text` from the command line. */
export const textOption = (name: string): string | undefined =>
  process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)

/** Reads `--name=value` from the command line; with `--smoke` the size that only shows that the benchmark works. */
export function option(name: string, sizes: { readonly full: number; readonly smoke: number }): number {
  const given = textOption(name)
  if (given !== undefined) return Number(given)
  return process.argv.includes('--smoke') ? sizes.smoke : sizes.full
}
