import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributes, attributeValue, otlpEvent, otlpLink } from './__fixtures__/arbitrary-telemetry.ts'
import {
  type AttributeValue,
  attributesFromJson,
  attributesToJson,
  attributeValueFromJson,
  attributeValueToJson,
  eventsFromJson,
  eventsToJson,
  linksFromJson,
  linksToJson,
  OtlpDouble,
} from './index.ts'

function stored(value: AttributeValue): string {
  return attributesToJson(
    new Map([
      ['k', value],
      ['z', true],
    ]),
  ).slice(5, -10)
}

describe('stored form', () => {
  it('gives back exactly what was stored, in its order', () => {
    fc.assert(
      fc.property(attributes, (map) => {
        const again = attributesFromJson(attributesToJson(map))
        expect(again).toEqual(map)
        expect([...again.keys()]).toEqual([...map.keys()])
      }),
      { numRuns: 1000 },
    )
    fc.assert(
      fc.property(attributeValue, (value) => {
        expect(attributeValueFromJson(attributeValueToJson(value))).toEqual(value)
      }),
    )
  })

  it('gives back events and links', () => {
    fc.assert(
      fc.property(fc.array(otlpEvent, { maxLength: 4 }), (events) => {
        expect(eventsFromJson(eventsToJson(events))).toEqual(events)
      }),
    )
    fc.assert(
      fc.property(fc.array(otlpLink, { maxLength: 4 }), (links) => {
        expect(linksFromJson(linksToJson(links))).toEqual(links)
      }),
    )
  })

  it('is JSON that any parser reads', () => {
    fc.assert(
      fc.property(
        attributes,
        fc.array(otlpEvent, { maxLength: 2 }),
        fc.array(otlpLink, { maxLength: 2 }),
        (map, events, links) => {
          for (const text of [attributesToJson(map), eventsToJson(events), linksToJson(links)]) {
            expect(() => JSON.parse(text) as unknown).not.toThrow()
            expect(text).not.toContain('\n')
          }
        },
      ),
    )
  })

  it.each<[string, AttributeValue]>([
    ['"a \\"b\\"\\n"', 'a "b"\n'],
    ['5', 5],
    ['1.5', 1.5],
    ['4611686018427387904', 2n ** 62n],
    ['1.0', new OtlpDouble(1)],
    ['1e+21', new OtlpDouble(1e21)],
    ['-0.0', new OtlpDouble(-0)],
    ['{"$double":"NaN"}', new OtlpDouble(Number.NaN)],
    ['{"$bytes":"AQID"}', Uint8Array.from([1, 2, 3])],
    ['null', null],
    ['["a",1,null]', ['a', 1, null]],
    ['{"a":1}', new Map([['a', 1]])],
    ['{"$$bytes":"AQID"}', new Map([['$bytes', 'AQID']])],
    ['{"$bytes":"AQID","b":"c"}', new Map(Object.entries({ $bytes: 'AQID', b: 'c' }))],
  ])('reads as a person would write it: %s', (text, value) => {
    expect(stored(value)).toBe(text)
  })

  it('refuses a text from elsewhere', () => {
    for (const text of ['', '[]', '{"a":}', '{"a":1}x', '{"a" 1}', "{'a':1}", '{"a":01}', '{"a":"\\x"}', '{']) {
      expect(() => attributesFromJson(text), text).toThrow(expect.objectContaining({ code: 'internal' }))
    }
  })
})
