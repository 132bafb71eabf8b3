import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BrokenInput } from './broken-input.ts'
import { splitLines } from './split-lines.ts'
import { splitProtobuf } from './split-protobuf.ts'

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0
  for (const size of sizes) {
    yield bytes.subarray(start, start + size)
    start += size
  }
  yield bytes.subarray(start)
}

const collect = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

const pieceSizes = fc.array(fc.nat({ max: 40 }), { maxLength: 30 })

describe('lines', () => {
  it('are those of the text, however it arrives, numbered from 1 with empty ones left out', async () => {
    const text = fc.array(fc.string({ unit: fc.constantFrom('a', '退', '😀', ' ', '"') }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(text, pieceSizes, async (lines, sizes) => {
        const bytes = new TextEncoder().encode(lines.join('\n'))
        const expected = lines
          .map((line, index) => ({ number: index + 1, text: line }))
          .filter(({ text: line }) => line.trim() !== '')
        expect(await collect(splitLines(inPieces(bytes, sizes), { maxLineBytes: 1000 }))).toEqual(expected)
      }),
    )
  })

  it('longer than the limit are left out, and the next is read', async () => {
    const bytes = new TextEncoder().encode(`ab\n${'x'.repeat(50)}\ncd`)
    const lines = await collect(splitLines(inPieces(bytes, [10, 10, 10]), { maxLineBytes: 20 }))
    expect(lines).toEqual([
      { number: 1, text: 'ab' },
      { number: 2, text: undefined },
      { number: 3, text: 'cd' },
    ])
  })
})

describe('protobuf records', () => {
  const record = (length: number): Uint8Array => {
    const head = length < 0x80 ? [0x0a, length] : [0x0a, (length & 0x7f) | 0x80, length >> 7]
    return Uint8Array.from([...head, ...new Array<number>(length).fill(length & 0xff)])
  }
  const lengths = fc.array(fc.nat({ max: 300 }), { maxLength: 8 })

  it('are those of the file, however it arrives; those over the limit are left out', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, pieceSizes, async (sizes, pieces) => {
        const records = sizes.map(record)
        const parts = splitProtobuf(inPieces(Buffer.concat(records), pieces), { maxPartBytes: 200 })
        const expected = records.map((bytes) => (bytes.length > 200 ? undefined : Buffer.from(bytes).toString('hex')))
        const found = await collect(parts)
        expect(found.map(({ bytes }) => bytes && Buffer.from(bytes).toString('hex'))).toEqual(expected)
        expect(found.map(({ number }) => number)).toEqual(sizes.map((_, index) => index + 1))
      }),
    )
  })

  it('end in an error, not in silence, where the file breaks off or is something else', async () => {
    const cut = Buffer.concat([record(10), record(200)]).subarray(0, -1)
    for (const bytes of [cut, cut.subarray(0, 13), Uint8Array.of(0x0a), Uint8Array.of(1, 2, 3)]) {
      await expect(collect(splitProtobuf(inPieces(bytes, [5]), { maxPartBytes: 1000 }))).rejects.toThrow(BrokenInput)
    }
  })
})
