import { describe, expect, it } from 'vitest'
import { hasSharedData, listShared, readShared } from '../../testing/shared-data.ts'
import { referenceGroups } from './__fixtures__/reference-codec.ts'
import {
  attributesFromJson,
  attributesToJson,
  decodeLogsJson,
  decodeTracesJson,
  decodeTracesProtobuf,
  encodeTracesJson,
  encodeTracesProtobuf,
  eventsFromJson,
  eventsToJson,
} from './index.ts'

const recorded = listShared('fixtures/otlp', '.json')
const logs = recorded.filter((path) => path.includes('-logs-'))
const traces = recorded.filter((path) => !logs.includes(path)).concat(listShared('data/trail-gaia', '.otlp.json'))

describe.skipIf(!hasSharedData)('payloads of real producers (skipped without ../shared)', () => {
  it.each(traces)('%s: JSON and protobuf agree, also with the reference, and nothing is rejected', (path) => {
    const text = readShared(path)
    const sent = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: unknown[] }[] }[] }
    const sentCount = sent.resourceSpans.flatMap((entry) => entry.scopeSpans.flatMap((scope) => scope.spans)).length
    const decoded = decodeTracesJson(text)
    expect(decoded).toMatchObject({ itemCount: sentCount, rejectedCount: 0 })
    const bytes = encodeTracesProtobuf(decoded.groups)
    expect(decodeTracesProtobuf(bytes)).toEqual(decoded)
    expect(referenceGroups('TracesRequest', bytes)).toEqual(decoded.groups)
    expect(decodeTracesJson(encodeTracesJson(decoded.groups))).toEqual(decoded)
  })

  it.each(traces)('%s: attributes and events come back from their stored form', (path) => {
    for (const span of decodeTracesJson(readShared(path)).groups.flatMap((group) => group.items)) {
      expect(attributesFromJson(attributesToJson(span.attributes))).toEqual(span.attributes)
      expect(eventsFromJson(eventsToJson(span.events))).toEqual(span.events)
    }
  })

  it.each(logs)('%s: every record is read, with its body and its span', (path) => {
    const decoded = decodeLogsJson(readShared(path))
    expect(decoded.rejectedCount).toBe(0)
    expect(decoded.itemCount).toBeGreaterThan(0)
    for (const record of decoded.groups.flatMap((group) => group.items)) {
      expect(record.spanId).toMatch(/^[0-9a-f]{16}$/)
      expect(record.body).toBeInstanceOf(Map)
      expect(record.attributes.get('event.name') ?? record.eventName).toMatch(/^gen_ai\./)
    }
  })
})
