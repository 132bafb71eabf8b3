import fc from 'fast-check'
import {
  type Attributes,
  type AttributeValue,
  OtlpDouble,
  type OtlpGroup,
  type OtlpLogRecord,
  type OtlpSpan,
} from '../index.ts'

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('', '__proto__', '\u0000', '\ufeffx', '退款政策', '🛫'))
const key = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', '10', '2', '$bytes', '$double', '$$x', '$', 'gen_ai.system'))
const hexId = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .filter((id) => id.some((byte) => byte !== 0))
    .map((id) => Buffer.from(id).toString('hex'))
const optionalId = (bytes: number) => fc.oneof(fc.constant(''), hexId(bytes))
const uint32 = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff_ffff }))
const nanos = fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))

const int = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
})
const double = fc
  .oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 1e21, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY))
  .map((value) => (Number.isInteger(value) || !Number.isFinite(value) ? new OtlpDouble(value) : value))

const tree = fc.letrec<{ value: AttributeValue; map: Attributes }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    text,
    fc.boolean(),
    fc.maxSafeInteger(),
    int,
    double,
    fc.constant(null),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => new Uint8Array(bytes)),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('map'),
  ),
  map: fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map((entries) => new Map(entries)),
}))

export const attributeValue: fc.Arbitrary<AttributeValue> = tree.value
export const attributes: fc.Arbitrary<Attributes> = tree.map

const owned = { attributes, droppedAttributesCount: uint32 }

export const otlpEvent = fc.record({ timeUnixNano: nanos, name: text, ...owned })
export const otlpLink = fc.record({
  traceId: optionalId(16),
  spanId: optionalId(8),
  traceState: text,
  ...owned,
  flags: uint32,
})

export const otlpSpan: fc.Arbitrary<OtlpSpan> = fc.record({
  traceId: hexId(16),
  spanId: hexId(8),
  parentSpanId: optionalId(8),
  traceState: text,
  flags: uint32,
  name: text,
  kind: fc.integer({ min: -1, max: 6 }),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  ...owned,
  events: fc.array(otlpEvent, { maxLength: 3 }),
  droppedEventsCount: uint32,
  links: fc.array(otlpLink, { maxLength: 3 }),
  droppedLinksCount: uint32,
  status: fc.record({ message: text, code: fc.integer({ min: 0, max: 2 }) }),
})

export const otlpLogRecord: fc.Arbitrary<OtlpLogRecord> = fc.record({
  timeUnixNano: nanos,
  observedTimeUnixNano: nanos,
  severityNumber: fc.integer({ min: 0, max: 24 }),
  severityText: text,
  body: attributeValue,
  ...owned,
  flags: uint32,
  traceId: optionalId(16),
  spanId: optionalId(8),
  eventName: text,
})

/** Groups of items, each of its own resource and scope. */
export function groupsOf<Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<OtlpGroup<Item>[]> {
  const group = fc.record({
    resource: fc.record({ ...owned, schemaUrl: text }),
    scope: fc.record({ name: text, version: text, ...owned, schemaUrl: text }),
    items: fc.array(item, { maxLength: 3 }),
  })
  return fc.array(group, { maxLength: 3 })
}
