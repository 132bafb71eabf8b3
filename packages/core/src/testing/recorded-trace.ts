import { type CanonicalSpan, deriveSpan, readTranscriptLine, type SourceSpan } from '../index.ts'
import { readShared } from './shared-data.ts'

export const traceId = 'ab'.repeat(16)

export interface Recorded extends Partial<CanonicalSpan> {
  readonly name: string
  readonly parent?: string
}

/** Spans as they would be read from the store, each a millisecond after the one before, with names as ids. */
export function recordedTrace(spans: readonly Recorded[]): readonly SourceSpan[] {
  return spans.map(({ name, parent, ...canonical }, index) => ({
    traceId,
    spanId: name,
    parentSpanId: parent ?? '',
    name,
    startTime: `2026-03-01T10:00:00.${String(index).padStart(9, '0')}Z`,
    canonical: {
      ...{ kind: 'span', producer: '', parameters: {}, systemInstructions: [], inputMessages: [], outputMessages: [] },
      ...{ toolDefinitions: [], documents: [], finishReasons: [], status: 'unset', tags: [], metadata: {} },
      ...{ scores: [], externalContent: [], isPlaceholder: false },
      ...canonical,
    } as CanonicalSpan,
  }))
}

export interface AirlineTrace {
  readonly messages: readonly { readonly role: string; readonly tool_calls?: readonly unknown[] | null }[]
  readonly spans: readonly SourceSpan[]
}

/** The first of 200 real conversations of an airline's agent. */
export function readAirline(count: number): readonly AirlineTrace[] {
  const lines = readShared('data/tau-airline/transcripts.jsonl').trim().split('\n').slice(0, count)
  return lines.map((text, index) => {
    const line = JSON.parse(text) as { messages: AirlineTrace['messages'] }
    let made = index * 1000
    const ids = new Map<string, string>()
    const makeId = (seed: string, bytes: number) => {
      const id = ids.get(seed) ?? (++made).toString(16).padStart(bytes * 2, '0')
      ids.set(seed, id)
      return id
    }
    const { traceId: id, group } = readTranscriptLine(line, {
      lineNumber: index + 1,
      fallbackStartTimeUnixNano: 1n,
      makeId,
    })
    const { resource, scope } = group
    const spans = group.items.map((span) => ({
      traceId: id,
      spanId: span.spanId,
      parentSpanId: span.parentSpanId,
      name: span.name,
      startTime: String(span.startTimeUnixNano).padStart(30, '0'),
      canonical: deriveSpan({ span, resource, scope, logs: [] }),
    }))
    return { messages: line.messages, spans }
  })
}
