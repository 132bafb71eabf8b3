import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../errors/index.ts'
import { groupsOf, otlpSpan } from './__fixtures__/arbitrary-telemetry.ts'
import {
  type Attributes,
  countMetricsJson,
  decodeLogsJson,
  decodeTracesJson,
  encodeTracesJson,
  OtlpDouble,
  type OtlpSpan,
} from './index.ts'

const ids = { traceId: '0102030405060708090a0b0c0d0e0f10', spanId: '1112131415161718' }

function traces(...spans: unknown[]): string {
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
}

function onlySpan(span: object): OtlpSpan | undefined {
  const decoded = decodeTracesJson(traces({ ...ids, ...span }))
  expect(decoded.rejectedReasons).toEqual([])
  return decoded.groups[0]?.items[0]
}

function reasonFor(span: object): string | undefined {
  const decoded = decodeTracesJson(traces({ ...ids, ...span }, ids))
  expect(decoded.itemCount).toBe(1)
  expect(decoded.rejectedCount).toBe(1)
  return decoded.rejectedReasons[0]
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

describe('round trip', () => {
  it('reads exactly what encodeTracesJson wrote, on one line', () => {
    fc.assert(
      fc.property(groupsOf(otlpSpan), (groups) => {
        const line = encodeTracesJson(groups)
        expect(line).not.toContain('\n')
        expect(decodeTracesJson(line).groups).toEqual(groups)
      }),
    )
  })

  it('keeps a resource that several scopes share', () => {
    const text = JSON.stringify({
      resourceSpans: [{ resource: { attributes: { a: 1 } }, scopeSpans: [{ spans: [ids] }, { spans: [ids] }] }],
    })
    const { groups } = decodeTracesJson(text)
    const again = decodeTracesJson(encodeTracesJson(groups)).groups
    expect(again).toEqual(groups)
    expect(again[0]?.resource).toBe(again[1]?.resource)
  })
})

describe('values', () => {
  it.each([
    [{ stringValue: 'x' }, 'x'],
    [{ stringValue: '' }, ''],
    [{ boolValue: false }, false],
    [{ intValue: 5 }, 5],
    [{ intValue: '5' }, 5],
    [{ intValue: '9223372036854775807' }, 9223372036854775807n],
    [{ intValue: '-9223372036854775808' }, -9223372036854775808n],
    [{ doubleValue: 1 }, new OtlpDouble(1)],
    [{ doubleValue: 1.5 }, 1.5],
    [{ doubleValue: '2.5' }, 2.5],
    [{ doubleValue: 'NaN' }, new OtlpDouble(Number.NaN)],
    [{ doubleValue: '-Infinity' }, new OtlpDouble(Number.NEGATIVE_INFINITY)],
    [{ bytesValue: 'AQID' }, Uint8Array.from([1, 2, 3])],
    [{ bytesValue: '-_8' }, Uint8Array.from([0xfb, 0xff])],
    [{ arrayValue: { values: [{ intValue: 1 }, {}, { stringValue: 'a' }] } }, [1, null, 'a']],
    [{ arrayValue: {} }, []],
    [{ kvlistValue: { values: [{ key: '__proto__', value: { intValue: 1 } }] } }, new Map([['__proto__', 1]])],
    [{ kvlistValue: { values: null } }, new Map()],
    [{ string_value: 'snake' }, 'snake'],
    [{}, null],
    [{ stringValueStrindex: 4 }, null],
    ['plain', 'plain'],
    [
      [1, 'two'],
      [1, 'two'],
    ],
  ])('%j is read', (value, expected) => {
    expect(onlySpan({ attributes: [{ key: 'k', value }] })?.attributes.get('k')).toEqual(expected)
  })

  it('attributes may be a plain object, with plain or OTLP values', () => {
    const attributes = JSON.parse('{"__proto__":1,"b":{"c":[true,null]},"d":{"stringValue":"e"},"f":1.5}') as object
    const expected: Attributes = new Map<string, number | string | Attributes>([
      ['__proto__', 1],
      ['b', new Map([['c', [true, null]]])],
      ['d', 'e'],
      ['f', 1.5],
    ])
    expect(onlySpan({ attributes })?.attributes).toEqual(expected)
  })

  it('refuses values nested deeper than 64 levels in either form', () => {
    const nested = (levels: number, wrap: (inner: unknown) => unknown) => {
      let value: unknown = { stringValue: 'core' }
      for (let level = 0; level < levels; level++) value = wrap(value)
      return traces({ ...ids, attributes: [{ key: 'k', value }] })
    }
    const wraps = [
      (inner: unknown) => ({ arrayValue: { values: [inner] } }),
      (inner: unknown) => ({ kvlistValue: { values: [{ key: 'k', value: inner }] } }),
      (inner: unknown) => [inner],
      (inner: unknown) => ({ k: inner }),
    ]
    for (const wrap of wraps) {
      expect(decodeTracesJson(nested(64, wrap)).itemCount).toBe(1)
      const answer = answerOf(() => decodeTracesJson(nested(150, wrap)))
      expect(answer).toMatchObject({ code: 'bad_request', message: expect.stringContaining('64 levels') })
    }
  })
})

describe('what senders do', () => {
  it('ids come as hex in either case, or as base64 of the right length', () => {
    const decoded = decodeTracesJson(
      traces(
        { traceId: ids.traceId.toUpperCase(), spanId: ids.spanId },
        { traceId: 'AQIDBAUGBwgJCgsMDQ4PEA==', spanId: 'ERITFBUWFxg', parentSpanId: 'ERITFBUWFxg=' },
      ),
    )
    expect(decoded.groups[0]?.items).toMatchObject([ids, { ...ids, parentSpanId: ids.spanId }])
  })

  it('enums come as numbers or names', () => {
    const span = onlySpan({ kind: 'SPAN_KIND_SERVER', status: { code: 'STATUS_CODE_ERROR', message: 'no' } })
    expect(span).toMatchObject({ kind: 2, status: { code: 2, message: 'no' } })
    const log = { logRecords: [{ severityNumber: 'SEVERITY_NUMBER_WARN2' }, { severityNumber: 9 }] }
    const records = decodeLogsJson(JSON.stringify({ resourceLogs: [{ scopeLogs: [log] }] })).groups[0]?.items
    expect(records?.map((record) => record.severityNumber)).toEqual([14, 9])
  })

  it('64-bit times come as strings or numbers, names in snake_case, lists as null', () => {
    const text = JSON.stringify({
      resource_spans: [
        {
          schema_url: 's',
          scope_spans: [
            { spans: [{ trace_id: ids.traceId, span_id: ids.spanId, start_time_unix_nano: 5, events: null }] },
          ],
        },
      ],
    })
    const [group] = decodeTracesJson(text).groups
    expect(group?.resource.schemaUrl).toBe('s')
    expect(group?.items[0]).toMatchObject({ ...ids, startTimeUnixNano: 5n, events: [] })
    expect(onlySpan({ endTimeUnixNano: '18446744073709551615' })?.endTimeUnixNano).toBe(2n ** 64n - 1n)
  })

  it('unknown fields are ignored, and an empty request is empty', () => {
    expect(onlySpan({ newField: { deep: [1] } })).toMatchObject(ids)
    expect(decodeTracesJson('{}')).toEqual({ groups: [], itemCount: 0, rejectedCount: 0, rejectedReasons: [] })
    expect(decodeTracesJson('{"resourceSpans":null}').itemCount).toBe(0)
  })
})

describe('bad spans', () => {
  it.each([
    [{ traceId: '' }, 'a span has no traceId'],
    [{ traceId: '0'.repeat(32) }, 'a span has no traceId'],
    [{ traceId: 'xyz' }, 'a traceId does not have 16 bytes'],
    [{ spanId: 5 }, 'a spanId does not have 8 bytes'],
    [{ parentSpanId: 'abc' }, 'a parentSpanId does not have 8 bytes'],
    [{ links: [{ traceId: 'ab' }] }, "a link's traceId does not have 16 bytes"],
    [
      { startTimeUnixNano: 'soon' },
      'a span has a startTimeUnixNano that is not a whole number of nanoseconds since 1970',
    ],
    [{ startTimeUnixNano: -1 }, 'a span has a startTimeUnixNano that is not a whole number of nanoseconds since 1970'],
    [{ attributes: [{ key: 'a', value: { intValue: 'x' } }] }, 'a span has an intValue that is not a 64-bit integer'],
    [{ attributes: [{ key: 'a', value: { bytesValue: '!' } }] }, 'a span has a bytesValue that is not base64'],
    [{ attributes: [5] }, 'a span has an attribute that is not an object of key and value'],
    [{ attributes: 'x' }, 'a span has attributes that are not a list'],
    [{ name: {} }, 'a span has a name that is not a string'],
    [{ kind: 'BEST' }, expect.stringContaining('a span has a kind that is neither a number nor one of')],
    [{ flags: -1 }, 'a span has a flags that is not a 32-bit count'],
  ])('%j is rejected alone, with the reason', (span, reason) => {
    expect(reasonFor(span)).toEqual(reason)
  })

  it('an entry that is no object is rejected alone', () => {
    expect(decodeTracesJson(traces(null, 'x', ids))).toMatchObject({ itemCount: 1, rejectedCount: 2 })
  })
})

describe('bad bodies', () => {
  it.each([
    ['', 'position 0'],
    ['{"resourceSpans":[}', 'position 18'],
    ['{"resourceSpans":[', 'position 18'],
    ['{"a":"\u0001"}', 'position 5'],
    [`{"a":${'['.repeat(10)}nul`, 'position 15'],
    ['[]', 'body'],
    ['null', 'body'],
    ['5', 'body'],
    ['{"resourceSpans":{}}', 'body'],
    ['{"resourceSpans":[5]}', 'resourceSpans[0]'],
    ['{"resourceSpans":[{},{"scopeSpans":[{},7]}]}', 'resourceSpans[1].scopeSpans[1]'],
    ['{"resourceSpans":[{"resource":{"attributes":[1]},"scopeSpans":[{}]}]}', 'resourceSpans[0].resource'],
    ['{"resourceLogs":[]}', 'resourceLogs'],
  ])('%s is refused, saying where', (text, where) => {
    expect(answerOf(() => decodeTracesJson(text))).toMatchObject({ code: 'bad_request', where })
  })

  it('names the path of another signal', () => {
    expect(answerOf(() => decodeTracesJson('{"resourceLogs":[]}'))?.fix).toBe('Send it to /v1/logs')
  })

  it('any text and any JSON ends in a result or a 4xx', () => {
    const shape = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 7 },
        fc.constantFrom(null, 1, '', 'x', true),
        fc.array(tie('any'), { maxLength: 3 }),
        tie('object'),
      ),
      object: fc.dictionary(
        fc.constantFrom(
          'resourceSpans',
          'scopeSpans',
          'spans',
          'attributes',
          'key',
          'value',
          'events',
          'resource',
          'scope',
          'kvlistValue',
          'values',
        ),
        tie('any'),
      ),
    }))
    for (const input of [fc.string(), fc.json(), shape.object.map((value) => JSON.stringify(value))]) {
      fc.assert(
        fc.property(input, fc.constantFrom(decodeTracesJson, decodeLogsJson, countMetricsJson), (text, decode) => {
          const answer = answerOf(() => decode(text))
          expect(answer === undefined || answer.code === 'bad_request').toBe(true)
        }),
        { numRuns: 1000 },
      )
    }
  })

  it('thousands of nested brackets neither crash nor pass', () => {
    const depth = 100_000
    expect(answerOf(() => decodeTracesJson('['.repeat(depth)))?.code).toBe('bad_request')
    const nested = `{"resourceSpans":${'['.repeat(depth)}${']'.repeat(depth)}}`
    expect(answerOf(() => decodeTracesJson(nested))?.code).toBe('bad_request')
  })

  it('refuses a body of more objects than memory should hold before parsing it', () => {
    const body = `{"resourceSpans":[${'{},'.repeat(7_000_000)}{}]}`
    expect(answerOf(() => decodeTracesJson(body))?.code).toBe('payload_too_large')
  })
})

describe('metrics', () => {
  it('counts the data points of every kind', () => {
    const metrics = [
      { gauge: { dataPoints: [{}, {}] } },
      { exponentialHistogram: { data_points: [{}] } },
      { name: 'none' },
    ]
    expect(countMetricsJson(JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }))).toBe(3)
    expect(answerOf(() => countMetricsJson('{"resourceMetrics":[{"scopeMetrics":[{"metrics":5}]}]}'))).toMatchObject({
      code: 'bad_request',
      where: 'resourceMetrics[0].scopeMetrics[0]',
    })
  })
})
