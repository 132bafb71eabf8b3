import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CsvRowReader,
  type ImportedRecord,
  JsonLinesRowReader,
  type ReadOptions,
  RowCsvWriter,
  writeRowLine,
} from '../../index.ts'
import { cutAnywhere, exportedRow, maker } from '../__fixtures__/sample-rows.ts'

const context = { ...maker, file: 'refunds.csv' }

function readCsv(pieces: readonly string[], options: Partial<ReadOptions> = {}): readonly ImportedRecord[] {
  const reader = new CsvRowReader({ context, ...options })
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()]
}
function readLines(pieces: readonly string[]): readonly ImportedRecord[] {
  const reader = new JsonLinesRowReader({ context })
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()]
}
const rows = fc.array(exportedRow, { minLength: 1, maxLength: 4 })

describe("Pawl's own export", () => {
  it('as JSON lines comes back the same, sources and statuses included', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat()), (sent, cuts) => {
        const read = readLines(cutAnywhere(sent.map(writeRowLine).join(''), cuts))
        expect(read).toEqual(
          sent.map(({ id: _, status, ...row }, index) => ({ kind: 'row', line: index + 1, status, checks: [], row })),
        )
      }),
    )
  })

  it('as CSV comes back the same, with formulas, quotes and line ends in any cell, and columns for any variables', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat()), fc.boolean(), (sent, cuts, hasColumns) => {
        const names = hasColumns ? sent.flatMap((row) => Object.keys(row.input.variables)) : []
        const writer = new RowCsvWriter(names)
        const text = writer.header() + sent.map((row) => writer.record(row)).join('')
        const read = readCsv(cutAnywhere(text, cuts))
        expect(read).toMatchObject(sent.map(({ status }) => ({ kind: 'row', status })))
        expect(read.map((each) => each.kind === 'row' && each.row)).toEqual(
          sent.map(({ id: _, status: __, ...row }) => row),
        )
      }),
    )
  })

  it('as CSV has no cell that a spreadsheet would run', () => {
    fc.assert(
      fc.property(exportedRow, (row) => {
        const line = new RowCsvWriter(Object.keys(row.input.variables)).record(row)
        // Cells start at the line's start and after a comma outside quotes; a quote may stand before them.
        const cells = line.match(/(?:"(?:[^"]|"")*"|[^,"]*)(?:,|\r\n)/g) ?? []
        for (const cell of cells) expect(cell).not.toMatch(/^"?[=+\-@\t\r＝＋－＠]/)
      }),
    )
  })
})

describe('a CSV of somebody else', () => {
  it('becomes rows: expected outputs by the name of their column, all else as variables', () => {
    const [row] = readCsv(['question,Expected Output,id\r\n"Where, please?",At the desk,17\r\n'])
    expect(row).toMatchObject({
      kind: 'row',
      line: 2,
      status: 'draft',
      row: {
        input: { variables: { question: 'Where, please?' }, messages: [] },
        reference: 'At the desk',
        metadata: { id: '17' },
        source: { kind: 'import', who: 'Ada', origin: { format: 'csv', file: 'refunds.csv', line: 2 } },
      },
    })
  })

  it('is read as a mapping says', () => {
    const mapping = { messages: 'chat', reference: 'gold', variables: { tone: 'style' } }
    const cell = JSON.stringify([{ role: 'user', content: 'hi' }]).replaceAll('"', '""')
    const [row] = readCsv([`chat,gold,style\n"${cell}",hello,dry\n`], { mapping })
    expect(row).toMatchObject({
      row: {
        input: { messages: [{ role: 'user', parts: [{ type: 'text', content: 'hi' }] }], variables: { tone: 'dry' } },
        reference: 'hello',
      },
    })
  })

  it('keeps an apostrophe at the start of a cell, which is no guard of ours', () => {
    expect(readCsv(["q\n'tis\n"])).toMatchObject([{ row: { input: { variables: { q: "'tis" } } } }])
  })

  it('keeps an injected {{ as text in the row', () => {
    expect(readCsv(['q\n{{secret}}\n'])).toMatchObject([{ row: { input: { variables: { q: '{{secret}}' } } } }])
  })

  it('reports a line with too few cells and reads the others', () => {
    const read = readCsv(['a,b\n1,2\nonly one\n3,4\n'])
    expect(read.map((each) => each.kind)).toEqual(['row', 'problem', 'row'])
    expect(read[1]).toMatchObject({ line: 3, message: 'Line 3 has 1 cells, the header 2' })
  })

  it('is refused when two columns have one name', () => {
    expect(() => readCsv(['a,b,a\n1,2,3\n'])).toThrow(expect.objectContaining({ code: 'bad_request', where: 'line 1' }))
  })

  it('never breaks, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ',', '\n', 'a', '=', '{', '_') }), (text) => {
        const found = (() => {
          try {
            return readCsv([text])
          } catch (error) {
            return error
          }
        })()
        if (!Array.isArray(found)) expect(found).toMatchObject({ code: 'bad_request' })
      }),
    )
  })

  it('of 20,000 lines is read piece by piece, every line a row', () => {
    const reader = new CsvRowReader({ context })
    reader.push('question,answer\n')
    const piece = 'Where is my "refund" of 20?,"In your account, soon"\n'.repeat(100)
    let count = 0
    for (let i = 0; i < 200; i++) count += reader.push(piece).filter((each) => each.kind === 'row').length
    expect(count + reader.end().length).toBe(20_000)
  })
})

describe('JSON lines', () => {
  it('report a line that is not JSON by its number and read the others', () => {
    expect(readLines(['{"q":"a"}\n\n{oops\n{"q":"b"}'])).toMatchObject([
      { kind: 'row', line: 1 },
      { kind: 'problem', line: 3, message: 'Line 3 is not valid JSON' },
      { kind: 'row', line: 4 },
    ])
  })

  it('never break on any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const each of readLines([JSON.stringify(value)])) expect(['row', 'problem']).toContain(each.kind)
      }),
    )
  })

  it('report data that is nested too deep', () => {
    const deep = `{"q":${'['.repeat(5000)}${']'.repeat(5000)}}`
    expect(readLines([deep])).toMatchObject([{ kind: 'problem', line: 1 }])
  })
})
