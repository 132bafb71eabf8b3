import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../errors/index.ts'
import { attributes, groupsOf, otlpLogRecord, otlpSpan } from './__fixtures__/arbitrary-telemetry.ts'
import {
  keyValues,
  logRecordMessage,
  referenceEncode,
  referenceGroups,
  spanMessage,
} from './__fixtures__/reference-codec.ts'
import {
  countMetricsProtobuf,
  type Decoded,
  decodeLogsProtobuf,
  decodeTracesProtobuf,
  encodeTracesProtobuf,
  OtlpDouble,
  type OtlpGroup,
  type OtlpSpan,
} from './index.ts'

const traceId = Buffer.from('0102030405060708090a0b0c0d0e0f10', 'hex')
const spanId = Buffer.from('1112131415161718', 'hex')

function request(...spans: object[]): Uint8Array {
  return referenceEncode('TracesRequest', { resources: [{ scopes: [{ items: spans }] }] })
}

/** A length-delimited field, by hand. */
function field(number: number, content: Uint8Array | readonly number[]): Uint8Array {
  const length: number[] = []
  let rest = content.length
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128)
  return join([(number << 3) | 2, ...length, rest], content)
}

function join(...parts: (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts.map((part) => Uint8Array.from(part))))
}

/** A request of one span given by the bytes of its fields. */
function requestOfBytes(...spans: Uint8Array[]): Uint8Array {
  return field(1, field(2, join(...spans.map((span) => field(2, span)))))
}

const ids = join(field(1, traceId), field(2, spanId))

function messages<Item>(groups: readonly OtlpGroup<Item>[], message: (item: Item) => object): object {
  return {
    resources: groups.map(({ resource, scope, items }) => ({
      resource: { ...resource, attributes: keyValues(resource.attributes) },
      scopes: [
        {
          scope: { ...scope, attributes: keyValues(scope.attributes) },
          items: items.map(message),
          schemaUrl: scope.schemaUrl,
        },
      ],
      schemaUrl: resource.schemaUrl,
    })),
  }
}

function answerOf(decode: () => unknown): AppError | undefined {
  try {
    decode()
    return undefined
  } catch (error) {
    if (AppError.isInstance(error)) return error
    throw error
  }
}

describe('against the reference', () => {
  it('decodes every trace request as protobufjs does', () => {
    fc.assert(
      fc.property(groupsOf(otlpSpan), (groups) => {
        const bytes = referenceEncode('TracesRequest', messages(groups, spanMessage))
        const decoded = decodeTracesProtobuf(bytes)
        expect(decoded.groups).toEqual(groups)
        expect(decoded.groups).toEqual(referenceGroups('TracesRequest', bytes))
        expect(decoded.rejectedCount).toBe(0)
      }),
    )
  })

  it('decodes every logs request as protobufjs does', () => {
    fc.assert(
      fc.property(groupsOf(otlpLogRecord), (groups) => {
        const bytes = referenceEncode('LogsRequest', messages(groups, logRecordMessage))
        expect(decodeLogsProtobuf(bytes).groups).toEqual(groups)
        expect(decodeLogsProtobuf(bytes).groups).toEqual(referenceGroups('LogsRequest', bytes))
      }),
    )
  })

  it('encodes every trace request so that protobufjs and the decoder read the same groups', () => {
    fc.assert(
      fc.property(groupsOf(otlpSpan), (groups) => {
        const bytes = encodeTracesProtobuf(groups)
        expect(referenceGroups('TracesRequest', bytes)).toEqual(groups)
        expect(decodeTracesProtobuf(bytes).groups).toEqual(groups)
      }),
    )
  })
})

describe('arbitrary bytes', () => {
  const decoders = [decodeTracesProtobuf, decodeLogsProtobuf, countMetricsProtobuf]

  it('never end in anything but a result or a 4xx AppError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...decoders), (bytes, decode) => {
        const answer = answerOf(() => decode(bytes))
        expect(answer === undefined || answer.code === 'bad_request').toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('nor do valid requests with bytes changed, cut or repeated', () => {
    const change = fc.record({ at: fc.nat(), byte: fc.nat(255), cut: fc.nat(40) })
    fc.assert(
      fc.property(groupsOf(otlpSpan), fc.array(change, { minLength: 1, maxLength: 5 }), (groups, changes) => {
        let bytes = encodeTracesProtobuf(groups)
        for (const { at, byte, cut } of changes) {
          if (bytes.length === 0) break
          bytes[at % bytes.length] = byte
          bytes = join(bytes.subarray(0, at % bytes.length), bytes.subarray((at + cut) % bytes.length))
        }
        for (const decode of decoders) answerOf(() => decode(bytes))
      }),
      { numRuns: 500 },
    )
  })

  it('refuses every truncation that cuts inside a message', () => {
    const bytes = request({ traceId, spanId, name: 'chat', attributes: keyValues(new Map([['a', 'b']])) })
    for (let length = 1; length < bytes.length; length++) {
      const answer = answerOf(() => decodeTracesProtobuf(bytes.subarray(0, length)))
      expect(answer?.code, `cut at ${length}`).toBe('bad_request')
    }
  })
})

describe('bad spans', () => {
  const good = { traceId, spanId, name: 'good' }

  function expectOnlyGood(decoded: Decoded<OtlpSpan>, reasons: readonly string[]): void {
    expect(decoded.groups[0]?.items.map((span) => span.name)).toEqual(['good'])
    expect(decoded.itemCount).toBe(1)
    expect(decoded.rejectedCount).toBe(reasons.length)
    expect(decoded.rejectedReasons).toEqual(reasons)
  }

  it('are rejected alone, each with its reason', () => {
    const decoded = decodeTracesProtobuf(
      request(
        { spanId },
        { traceId: new Uint8Array(16), spanId },
        { traceId, spanId: new Uint8Array(8) },
        good,
        { traceId: spanId, spanId },
        { traceId, spanId: traceId },
        { traceId, spanId, parentSpanId: Buffer.from([1]) },
      ),
    )
    expect(decoded.rejectedCount).toBe(6)
    expect(decoded.rejectedReasons).toEqual([
      'a span has no traceId',
      'a span has no spanId',
      'a traceId does not have 16 bytes',
      'a spanId does not have 8 bytes',
      'a parentSpanId does not have 8 bytes',
    ])
    expect(decoded.itemCount).toBe(1)
  })

  it('with text that is not UTF-8 leave the others in place', () => {
    const bad = join(ids, field(5, [0xff, 0xfe]))
    const alright = join(ids, field(5, [...Buffer.from('good')]))
    expectOnlyGood(decodeTracesProtobuf(requestOfBytes(bad, alright)), ['a span holds text that is not valid UTF-8'])
  })

  it('with a field that runs past the span leave the others in place', () => {
    const bad = join(ids, [(9 << 3) | 2, 100])
    const alright = join(ids, field(5, [...Buffer.from('good')]))
    expectOnlyGood(decodeTracesProtobuf(requestOfBytes(bad, alright)), ['a span holds a field that runs past its end'])
  })

  it('take an all-zero parent for a root', () => {
    const decoded = decodeTracesProtobuf(request({ ...good, parentSpanId: new Uint8Array(8) }))
    expect(decoded.groups[0]?.items[0]?.parentSpanId).toBe('')
  })

  it('a logs export sent to the traces decoder ends in rejections', () => {
    fc.assert(
      fc.property(groupsOf(otlpLogRecord), (groups) => {
        const decoded = decodeTracesProtobuf(referenceEncode('LogsRequest', messages(groups, logRecordMessage)))
        expect(decoded.itemCount).toBe(0)
        expect(decoded.rejectedCount).toBe(groups.reduce((sum, group) => sum + group.items.length, 0))
      }),
    )
  })
})

describe('bad bodies', () => {
  it.each([
    ['a resource with text that is not UTF-8', field(1, field(1, field(1, field(1, [0xc0, 0x80]))))],
    ['a field number of zero', Uint8Array.from([0x02, 0x00])],
    ['wire type 7', Uint8Array.from([0x0f])],
    ['an end-group without a start', Uint8Array.from([0x0c])],
    ['a group that ends under another number', Uint8Array.from([0x7b, 0x74])],
    ['a varint of eleven bytes', Uint8Array.from([0x78, ...new Array(10).fill(0x80), 0x01])],
    ['a length over 4 GiB', Uint8Array.from([0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01])],
  ])('%s is a bad request that says where', (_, bytes) => {
    const answer = answerOf(() => decodeTracesProtobuf(bytes))
    expect(answer?.code).toBe('bad_request')
    expect(answer?.where).toMatch(/^byte \d+$/)
  })

  it('names the content type for JSON and the encoding for gzip', () => {
    expect(answerOf(() => decodeTracesProtobuf(Buffer.from('{"resourceSpans":[]}')))?.fix).toContain('application/json')
    expect(answerOf(() => decodeTracesProtobuf(Uint8Array.from([0x1f, 0x8b, 8, 0])))?.fix).toContain('gzip')
  })

  it('refuses attributes nested deeper than 64 levels, and takes 64', () => {
    // protobufjs itself gives up here: the bytes are made by hand, alternating lists and maps.
    const deep = (levels: number) => {
      let value = field(1, [0x78])
      for (let level = 0; level < levels; level++) {
        value =
          level % 2 === 0 ? field(5, field(1, value)) : field(6, field(1, join(field(1, [0x6b]), field(2, value))))
      }
      return requestOfBytes(join(ids, field(9, join(field(1, [0x61]), field(2, value)))))
    }
    expect(decodeTracesProtobuf(deep(64)).itemCount).toBe(1)
    for (const levels of [65, 150, 5000]) {
      const answer = answerOf(() => decodeTracesProtobuf(deep(levels)))
      expect(answer).toMatchObject({ code: 'bad_request', message: expect.stringContaining('64 levels') })
    }
  })

  it('refuses groups nested by the thousand without using up the stack', () => {
    const nested = new Uint8Array(200_000).fill(0x7b)
    expect(answerOf(() => decodeTracesProtobuf(nested))?.code).toBe('bad_request')
  })
})

describe('what protobuf allows', () => {
  it('skips unknown fields of every wire type, groups included', () => {
    const unknown = join([0xa0, 0x06, 1], [0xa1, 0x06, ...new Array(8).fill(7)], [0xa5, 0x06, 1, 2, 3, 4])
    const group = join([0xa3, 0x06], [0x0b, 0x08, 1, 0x0c], [0xa4, 0x06])
    const span = join(unknown, group, ids, field(5, [0x6e]))
    expect(decodeTracesProtobuf(requestOfBytes(span)).groups[0]?.items[0]).toMatchObject({ name: 'n' })
  })

  it('treats a known field of another wire type as unknown', () => {
    const span = join(ids, [(5 << 3) | 0, 7], field(6, [1, 2]), field(5, [0x6e]))
    expect(decodeTracesProtobuf(requestOfBytes(span)).groups[0]?.items[0]).toMatchObject({ name: 'n', kind: 0 })
  })

  it('lets the last of repeated singular fields and equal keys win', () => {
    const attribute = (value: string) => field(9, join(field(1, [0x61]), field(2, field(1, [...Buffer.from(value)]))))
    const span = join(ids, field(5, [0x6e]), field(5, [0x6f]), attribute('first'), attribute('second'))
    const decoded = decodeTracesProtobuf(requestOfBytes(span)).groups[0]?.items[0]
    expect(decoded?.name).toBe('o')
    expect(decoded?.attributes).toEqual(new Map([['a', 'second']]))
  })

  it('finds the resource and its schema URL when they come after the spans', () => {
    const resource = field(1, field(1, join(field(1, [0x61]), field(2, [0x18, 0x05]))))
    const scopes = field(2, field(2, join(ids)))
    const [group] = decodeTracesProtobuf(field(1, join(scopes, resource, field(3, [0x75])))).groups
    expect(group?.resource).toEqual({ attributes: new Map([['a', 5]]), droppedAttributesCount: 0, schemaUrl: 'u' })
  })

  it('keeps bytes values apart from the request buffer', () => {
    const bytes = request({
      traceId,
      spanId,
      attributes: [{ key: 'b', value: { bytesValue: Uint8Array.from([1, 2]) } }],
    })
    const buffer = Buffer.from(bytes)
    const value = decodeTracesProtobuf(buffer).groups[0]?.items[0]?.attributes.get('b')
    buffer.fill(0)
    expect(value).toEqual(Uint8Array.from([1, 2]))
  })

  it('has an empty request, and a key named __proto__', () => {
    expect(decodeTracesProtobuf(new Uint8Array())).toEqual({
      groups: [],
      itemCount: 0,
      rejectedCount: 0,
      rejectedReasons: [],
    })
    const bytes = request({ traceId, spanId, attributes: [{ key: '__proto__', value: { doubleValue: 1 } }] })
    const read = decodeTracesProtobuf(bytes).groups[0]?.items[0]?.attributes
    expect(read).toEqual(new Map([['__proto__', new OtlpDouble(1)]]))
  })
})

describe('size', () => {
  it('takes a million attributes on one span', () => {
    const attribute = field(9, join(field(1, [0x61]), field(2, [0x18, 0x05])))
    const million = Buffer.concat(new Array(1_000_000).fill(attribute))
    const span = Buffer.concat([ids, million])
    const prefix = (bytes: Uint8Array, number: number) => {
      const head: number[] = []
      let rest = bytes.length
      for (; rest > 127; rest = Math.floor(rest / 128)) head.push((rest & 127) | 128)
      return Buffer.concat([Buffer.from([(number << 3) | 2, ...head, rest]), bytes])
    }
    const decoded = decodeTracesProtobuf(prefix(prefix(prefix(span, 2), 2), 1))
    expect(decoded.groups[0]?.items[0]?.attributes.get('a')).toBe(5)
  })

  it('refuses a request of more values than memory should hold, soon', () => {
    const events = Buffer.alloc(20_000_000)
    for (let i = 0; i < events.length; i += 2) events[i] = (11 << 3) | 2
    const lengthOf = (length: number) => [
      (length & 127) | 128,
      ((length >> 7) & 127) | 128,
      ((length >> 14) & 127) | 128,
      length >> 21,
    ]
    const inner = Buffer.concat([Buffer.from([0x12, ...lengthOf(events.length)]), events])
    const scope = Buffer.concat([Buffer.from([0x12, ...lengthOf(inner.length)]), inner])
    const body = Buffer.concat([Buffer.from([0x0a, ...lengthOf(scope.length)]), scope])
    expect(answerOf(() => decodeTracesProtobuf(body))?.code).toBe('payload_too_large')
  })

  it('refuses a body of nothing but malformed spans', () => {
    const bad = field(2, [0x4a, 0x7f])
    const spans = Buffer.concat(new Array(20_000).fill(bad))
    const lengthOf = (length: number) => [(length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14]
    const scope = Buffer.concat([Buffer.from([0x12, ...lengthOf(spans.length)]), spans])
    const body = Buffer.concat([Buffer.from([0x0a, ...lengthOf(scope.length)]), scope])
    expect(answerOf(() => decodeTracesProtobuf(body))?.code).toBe('bad_request')
  })

  it('every request survives, whatever its attributes', () => {
    fc.assert(
      fc.property(attributes, (map) => {
        const decoded = decodeTracesProtobuf(request({ traceId, spanId, attributes: keyValues(map) }))
        expect(decoded.groups[0]?.items[0]?.attributes).toEqual(map)
      }),
    )
  })
})

describe('metrics', () => {
  it('counts the data points of every kind', () => {
    const bytes = referenceEncode('MetricsRequest', {
      resourceMetrics: [
        {
          scopeMetrics: [
            {
              metrics: [
                { name: 'a', gauge: { dataPoints: [{ value: 1 }, { value: 2 }] } },
                { name: 'b', histogram: { dataPoints: [{ value: 1 }] } },
                { name: 'c' },
              ],
            },
          ],
        },
      ],
    })
    expect(countMetricsProtobuf(bytes)).toBe(3)
    expect(answerOf(() => countMetricsProtobuf(bytes.subarray(0, 20)))?.code).toBe('bad_request')
  })
})
