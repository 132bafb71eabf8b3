import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CsvReader, type CsvRecord, guardCell, LineSplitter, unguardCell, writeCsvRecord } from '../../index.ts'
import { cutAnywhere, hostileText } from '../__fixtures__/sample-rows.ts'

function read(pieces: readonly string[], delimiter?: ',' | ';'): readonly CsvRecord[] {
  const reader = new CsvReader(delimiter === undefined ? {} : { delimiter })
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()]
}
const cellsOf = (text: string) => read([text]).map((record) => record.cells)

describe('reading CSV', () => {
  it.each([
    [
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\rc,d\r',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['"a,1","say ""hi""","two\r\nlines"\n', [['a,1', 'say "hi"', 'two\r\nlines']]],
    ['\uFEFFname,b\n', [['name', 'b']]],
    [',\n', [['', '']]],
    ['a,', [['a', '']]],
    ['""\n\n\r\n"",""', [[''], ['', '']]],
    ['5" disk,b\n', [['5" disk', 'b']]],
    ['"a"b,c\n', [['ab', 'c']]],
    ['', []],
  ])('of %j gives its cells', (text, cells) => {
    expect(cellsOf(text)).toEqual(cells)
  })

  it('takes semicolons where the file is written so', () => {
    expect(read(['a;"b;c"\n1,5;2'], ';').map((record) => record.cells)).toEqual([
      ['a', 'b;c'],
      ['1,5', '2'],
    ])
  })

  it('says on which line each record starts, whatever stands in cells before it', () => {
    const text = 'a,b\r\n"x\r\ny\nz",1\r\n\r\nlast,2'
    expect(read([text]).map((record) => record.line)).toEqual([1, 2, 6])
  })

  it('gives the same records however the text is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 12 }), fc.array(fc.nat()), fc.boolean(), (texts, cuts, quoted) => {
        const text = quoted ? writeCsvRecord(texts) + writeCsvRecord(texts) : texts.join(',')
        const attempt = (pieces: readonly string[]) => {
          try {
            return read(pieces)
          } catch (error) {
            return String(error)
          }
        }
        expect(attempt(cutAnywhere(text, cuts))).toEqual(attempt([text]))
      }),
    )
  })

  it('reads back any cells that were written', () => {
    const records = fc.array(fc.array(hostileText, { minLength: 1, maxLength: 5 }), { maxLength: 5 })
    fc.assert(
      fc.property(records, fc.array(fc.nat()), (cells, cuts) => {
        // A byte order mark at the very start of a file belongs to the file.
        const text = `start\r\n${cells.map(writeCsvRecord).join('')}`
        expect(
          read(cutAnywhere(text, cuts))
            .slice(1)
            .map((record) => record.cells),
        ).toEqual(cells)
      }),
    )
  })

  it('names the line of a quote that is never closed, instead of swallowing the rest', () => {
    const reader = new CsvReader()
    reader.push('a,b\n1,"open\nmore\n')
    expect(() => reader.end()).toThrow(expect.objectContaining({ code: 'bad_request', where: 'line 2' }))
  })

  it('ends at a record that is too long, so that memory stays bounded', () => {
    const reader = new CsvReader({ maxRecordCharacters: 1000 })
    expect(() => {
      for (let i = 0; i < 100; i++) reader.push(i === 0 ? 'a\n"' : 'x'.repeat(100))
    }).toThrow(expect.objectContaining({ where: 'line 2' }))
  })
})

describe('a cell of an export', () => {
  it('is never run by a spreadsheet, and comes back as it was', () => {
    fc.assert(
      fc.property(hostileText, (cell) => {
        expect(guardCell(cell)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
        expect(unguardCell(guardCell(cell))).toBe(cell)
      }),
    )
  })

  it.each(['=cmd|"/c calc"!A1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1'])(
    '%j is written with an apostrophe before it',
    (cell) => {
      expect(guardCell(cell)).toBe(`'${cell}`)
    },
  )
})

describe('cutting text into lines', () => {
  it('gives the same lines however the text is cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '\n', '\r', ' ', '\uFEFF') }),
        fc.array(fc.nat()),
        (text, cuts) => {
          const lines = (pieces: readonly string[]) => {
            const splitter = new LineSplitter()
            return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()]
          }
          const expected = text
            .replace(/^\uFEFF/, '')
            .split('\n')
            .map((line, index) => ({ line: index + 1, text: line.replace(/\r$/, '') }))
          expect(lines(cutAnywhere(text, cuts))).toEqual(expected.filter((line) => line.text.trim() !== ''))
        },
      ),
    )
  })

  it('names a line that is too long', () => {
    const splitter = new LineSplitter(10)
    expect(() => splitter.push('short\nmuch longer than ten')).toThrow(expect.objectContaining({ where: 'line 2' }))
  })
})
