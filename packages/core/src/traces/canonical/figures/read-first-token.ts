import type { OtlpSpan } from '../../otlp/index.ts'
import type { SpanDraft } from '../span-draft.ts'
import { toNumber, toText } from '../values/json-value.ts'

const firstTokenEvents: ReadonlySet<string> = new Set([
  'First Token Stream Event',
  'ai.stream.firstChunk',
  'llm.content.completion.chunk',
  'gen_ai.content.completion.chunk',
])

/** Milliseconds from the start of the span to the first token, from a figure, a point in time, or an event. */
export function readFirstTokenMs(draft: SpanDraft): number | undefined {
  const { facts, attributes, producer } = draft
  const { span } = draft.source
  const seconds = facts.number('firstTokenS')
  const ms =
    (seconds === undefined ? undefined : seconds * 1000) ??
    facts.number('firstTokenMs') ??
    (producer === 'claude-code' ? toNumber(attributes.get('ttft_ms')) : undefined) ??
    sinceStart(span, toText(facts.raw('firstTokenTime'))) ??
    fromEvents(span)
  return ms !== undefined && ms >= 0 && Number.isFinite(ms) ? ms : undefined
}

function sinceStart(span: OtlpSpan, isoTime: string | undefined): number | undefined {
  if (isoTime === undefined) return undefined
  const timeMs = Date.parse(isoTime)
  // In milliseconds first: nanoseconds since 1970 do not fit a double.
  return Number.isNaN(timeMs) ? undefined : timeMs - Number(span.startTimeUnixNano / 1000n) / 1000
}

function fromEvents(span: OtlpSpan): number | undefined {
  for (const event of span.events) {
    if (!firstTokenEvents.has(event.name)) continue
    return (
      toNumber(
        event.attributes.get('ai.stream.msToFirstChunk') ?? event.attributes.get('ai.response.msToFirstChunk'),
      ) ?? Number(event.timeUnixNano - span.startTimeUnixNano) / 1e6
    )
  }
  return undefined
}
