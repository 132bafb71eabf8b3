import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exportedRow, makeRow } from '../__fixtures__/sample-rows.ts'
import { readDatasetFile } from './dataset-file.ts'
import { writeDatasetHead, writeFileRow } from './write-file-row.ts'

const lines = (...records: unknown[]) => records.map((record) => JSON.stringify(record)).join('\n')
const contains = { kind: 'contains', mode: 'any', values: ['30 days'] }
const row = { input: { variables: { question: 'Late?' } }, evaluators: ['tone'] }

describe('a file of rows', () => {
  it('may say in its first line what its dataset is for, and only what it says counts', () => {
    const { head, rows } = readDatasetFile(lines({ dataset: 'refunds', purpose: 'golden', prompts: ['support'] }, row))
    expect(head).toEqual({ name: 'refunds', purpose: 'golden', prompts: ['support'] })
    expect(rows).toHaveLength(1)
    expect(readDatasetFile(lines(row)).head).toEqual({})
  })

  it('holds rows that are active unless they say otherwise, with evaluators by name or written out', () => {
    const { rows, problems } = readDatasetFile(lines({ ...row, id: 'late', evaluators: ['tone', contains] }))
    expect(problems).toEqual([])
    expect(rows[0]).toMatchObject({ id: 'late', line: 1, status: 'active', source: null })
    expect(rows[0]?.evaluators).toMatchObject(['tone', contains])
    expect(rows[0]?.fields.priority).toBe('blocking')
  })

  it('takes what a user says as text or in the form of any producer', () => {
    const { rows } = readDatasetFile(
      lines({ ...row, input: 'Hello' }, { ...row, input: { messages: [{ role: 'user', content: 'Hello' }] } }),
    )
    const said = [{ role: 'user', parts: [{ type: 'text', content: 'Hello' }] }]
    expect(rows.map(({ fields }) => fields.input.messages)).toEqual([said, said])
  })

  it.each([
    ['{"input"', 'it is not JSON', ''],
    ['[]', 'it is no JSON object', ''],
    [lines({ ...row, evaluators: [] }), 'the row has no evaluator', 'evaluators'],
    [lines({ ...row, question: 'x' }), 'no row has a field "question"', 'question'],
    [lines({ ...row, input: { question: 'x' } }), '"question" is neither variables nor messages', 'input'],
    [lines({ ...row, evaluators: [{ kind: 'contain' }] }), 'Invalid', 'evaluators[0].kind'],
    [lines({ ...row, id: 'no blanks' }), 'a row id has', 'id'],
    [lines({ ...row, status: 'archived' }), 'there is no status "archived" in files', 'status'],
    [lines({ ...row, priority: 'high' }), 'Invalid option', 'priority'],
  ])('says of each line that cannot be used what is wrong and where: %s', (text, message, where) => {
    const { problems, rows } = readDatasetFile(`${lines(row)}\n${text}\n${lines(row)}`)
    expect(rows).toHaveLength(2)
    expect(problems).toMatchObject([{ line: 2, where, message: expect.stringContaining(message) as string }])
  })

  it('gives no two rows one id', () => {
    const { problems } = readDatasetFile(lines({ ...row, id: 'a' }, row, { ...row, id: 'a' }))
    expect(problems).toMatchObject([{ line: 3, message: 'line 1 has the id a already' }])
  })

  it('is written so that reading it gives the same rows', () => {
    const { source: _, evaluators: _names, ...fields } = makeRow()
    const given = {
      id: 'r-1',
      status: 'draft',
      fields,
      evaluators: ['tone'],
      source: { kind: 'span', traceId: 'a' },
    } as const
    const [read] = readDatasetFile(writeFileRow(given)).rows
    expect(read).toEqual({ line: 1, ...given })
    fc.assert(
      fc.property(exportedRow, ({ source, evaluators: _, status: __, ...fields }) => {
        const { who: _who, at: _at, ...from } = source
        const isPlain = from.kind === 'manual' && Object.keys(from).length === 1
        const { id, ...rest } = fields
        const some = {
          id,
          status: 'active',
          fields: rest,
          evaluators: ['tone'],
          source: isPlain ? null : from,
        } as const
        expect(readDatasetFile(writeFileRow(some as never))).toMatchObject({
          problems: [],
          rows: [{ line: 1, ...some }],
        })
      }),
    )
    const plain = writeFileRow({ ...given, status: 'active', source: null, idKey: null })
    expect(readDatasetFile(plain).rows[0]).toMatchObject({ id: null, status: 'active' })
    const head = { name: 'refunds', purpose: 'regression', protects: 'No late refunds', prompts: ['support'] } as const
    expect(readDatasetFile(writeDatasetHead(head)).head).toEqual(head)
  })
})
