import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventParser } from './event-stream.ts'

const stream =
  'event: ping\ndata: {}\n\n: a comment\r\nevent: trace\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata:plain\r\rid: 7\n\n'

const expected = [
  { event: 'ping', data: '{}' },
  { event: 'trace', data: '{"a":\n1}' },
  { event: 'message', data: 'plain' },
]

describe('an event stream', () => {
  it('gives the same events wherever the network cuts it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
        const parse = createEventParser()
        const edges = [0, ...cuts.sort((a, b) => a - b), stream.length]
        const chunks = edges.slice(1).map((edge, index) => stream.slice(edges[index], edge))
        expect(chunks.flatMap((chunk) => parse(chunk))).toEqual(expected)
      }),
    )
  })

  it('holds back an event that is not complete', () => {
    expect(createEventParser()('event: trace\ndata: 1\n')).toEqual([])
  })
})
