import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RowBytes, RowReader } from './row-bytes.ts'

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.nat({ max: 300 }).map((length) => 'é'.repeat(length)),
  fc.nat({ max: 40_000 }).map((length) => `${'a'.repeat(length)}退`),
)

describe('rows as bytes', () => {
  it('give back every text, whatever its length in bytes and however little room there is', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), fc.nat(200), (texts, expectedBytes) => {
        const rows = new RowBytes(expectedBytes)
        for (const each of texts) rows.text(each)
        rows.texts(texts)
        const reader = new RowReader(rows.sliceFrom(0))
        expect(texts.map(() => reader.text())).toEqual(texts)
        expect(reader.text()).toBe(texts.join(''))
        rows.release()
      }),
      { numRuns: 200 },
    )
  })

  it('are laid out as the engine reads them', () => {
    const rows = new RowBytes(0)
    rows.uint64(2 ** 40 + 3)
    rows.bigUint64(2n ** 63n)
    rows.text('é')
    rows.list(['a'])
    rows.map({ k: 'v' })
    rows.fixed('id')
    expect([...rows.take()]).toEqual([
      ...[3, 0, 0, 0, 0, 1, 0, 0],
      ...[0, 0, 0, 0, 0, 0, 0, 128],
      ...[2, 0xc3, 0xa9],
      ...[1, 1, 97],
      ...[1, 1, 107, 1, 118],
      ...[105, 100],
    ])
  })
})
