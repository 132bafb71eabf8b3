import { describe, expect, it } from 'vitest'
import {
  CsvRowReader,
  type ImportedRecord,
  type ImportedRow,
  importedRecordsOf,
  JsonLinesRowReader,
  readPromptfoo,
  readRecord,
} from '../../index.ts'
import { maker } from '../__fixtures__/sample-rows.ts'

function read(record: unknown): ImportedRecord {
  const reader = new JsonLinesRowReader({ context: maker })
  return [...reader.push(JSON.stringify(record)), ...reader.end()][0] as ImportedRecord
}
function readCsv(text: string): readonly ImportedRecord[] {
  const reader = new CsvRowReader({ context: maker })
  return [...reader.push(text), ...reader.end()]
}
const said = (role: string, content: string) => ({ role, parts: [{ type: 'text', content }] })

describe('a Langfuse dataset item', () => {
  const item = {
    id: 'item-1',
    datasetId: 'd1',
    datasetName: 'refunds',
    status: 'ACTIVE',
    input: { messages: [{ role: 'user', content: 'Refund?' }], locale: 'de' },
    expectedOutput: { decision: 'yes' },
    metadata: { tier: 2 },
    sourceTraceId: 'trace-1',
    sourceObservationId: 'observation-1',
    createdAt: '2026-01-01T00:00:00Z',
  }

  it('keeps input, reference, metadata and where it came from', () => {
    expect(read(item)).toMatchObject({
      kind: 'row',
      status: 'draft',
      row: {
        input: { messages: [said('user', 'Refund?')], variables: { locale: 'de' } },
        reference: { decision: 'yes' },
        metadata: { tier: 2, langfuse_dataset: 'refunds' },
        source: { origin: { format: 'langfuse', id: 'item-1', traceId: 'trace-1', spanId: 'observation-1' } },
      },
    })
  })

  it('reads the same from its CSV export, where cells hold JSON', () => {
    const columns = Object.entries(item)
    const cell = (value: unknown) =>
      `"${(typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('"', '""')}"`
    const text = `${columns.map(([name]) => name).join(',')}\n${columns.map(([, value]) => cell(value)).join(',')}\n`
    const [fromCsv] = readCsv(text) as readonly ImportedRow[]
    const { source: _, ...row } = (read(item) as ImportedRow).row
    expect(fromCsv?.row).toMatchObject(row)
  })

  it('keeps a text of its CSV that looks like a number, and takes null for nothing', () => {
    const [row] = readCsv('id,input,expectedOutput,datasetId\n1,1.0,null,d\n')
    expect(row).toMatchObject({ row: { input: { messages: [said('user', '1.0')] }, reference: null } })
  })

  it('stays archived when it was', () => {
    expect(read({ ...item, status: 'ARCHIVED' })).toMatchObject({ status: 'archived' })
  })

  it('with a text as input is what the user said', () => {
    expect(read({ ...item, input: 'Refund?' })).toMatchObject({
      row: { input: { messages: [said('user', 'Refund?')] } },
    })
  })
})

describe('a Phoenix dataset', () => {
  it('is read from its examples', () => {
    const example = { id: 'e1', input: { question: 'Why?' }, output: { answer: 'Because' }, metadata: { topic: 'x' } }
    const [record] = importedRecordsOf({ data: { examples: [example] } })
    expect(read(record)).toMatchObject({
      row: {
        input: { variables: { question: 'Why?' } },
        reference: 'Because',
        metadata: { topic: 'x' },
        source: { origin: { format: 'phoenix', id: 'e1' } },
      },
    })
  })

  it('is read from its CSV columns', () => {
    const [row] = readCsv(
      'example_id,input_question,output_answer,output_source,metadata_topic\ne1,Why?,Because,faq,x\n',
    )
    expect(row).toMatchObject({
      row: {
        input: { variables: { question: 'Why?' } },
        reference: { answer: 'Because', source: 'faq' },
        metadata: { topic: 'x' },
      },
    })
  })

  it('is read from its files for fine-tuning and for evals', () => {
    const asked = { role: 'user', content: 'Why?' }
    expect(read({ messages: [asked, { role: 'assistant', content: 'Because' }] })).toMatchObject({
      row: { input: { messages: [said('user', 'Why?')] }, reference: 'Because' },
    })
    expect(read({ messages: [asked], ideal: 'Because' })).toMatchObject({
      row: { input: { messages: [said('user', 'Why?')] }, reference: 'Because' },
    })
  })
})

describe('promptfoo tests', () => {
  const all = (config: unknown) => [...readPromptfoo(config, maker)]

  it('become rows with their variables; what assertions say in words is expected, and all of them are handed on', () => {
    const test = {
      description: 'refund in time',
      vars: { question: 'Refund?' },
      assert: [
        { type: 'contains', value: '30 days' },
        { type: 'llm-rubric', value: 'names the limit' },
        { type: 'equals', value: 'Within 30 days' },
      ],
      metadata: { area: 'billing' },
      threshold: 0.8,
    }
    expect(all({ prompts: ['{{question}}'], tests: [test] })).toMatchObject([
      {
        kind: 'row',
        line: 1,
        checks: test.assert,
        row: {
          input: { variables: { question: 'Refund?' } },
          expectedBehavior: 'names the limit',
          reference: 'Within 30 days',
          metadata: { area: 'billing', description: 'refund in time', promptfoo: { threshold: 0.8 } },
        },
      },
    ])
  })

  it('with lists of values are multiplied out, unless they say not to', () => {
    const variables = (records: readonly ImportedRecord[]) =>
      records.map((record) => record.kind === 'row' && record.row.input.variables)
    const vars = { language: ['de', 'fr'], text: ['a', 'b'], tone: 'dry' }
    expect(variables(all([{ vars }]))).toEqual([
      { language: 'de', text: 'a', tone: 'dry' },
      { language: 'de', text: 'b', tone: 'dry' },
      { language: 'fr', text: 'a', tone: 'dry' },
      { language: 'fr', text: 'b', tone: 'dry' },
    ])
    expect(variables(all([{ vars, options: { disableVarExpansion: true } }]))).toEqual([vars])
  })

  it('take default variables and assertions, and run in every scenario', () => {
    const config = {
      defaultTest: { vars: { tone: 'dry', q: 'default' }, assert: [{ type: 'is-json' }] },
      tests: [{ vars: { q: 'own' }, assert: [{ type: 'contains', value: 'x' }] }],
      scenarios: [
        { config: [{ vars: { q: 's1' } }, { vars: { q: 's2' } }], tests: [{ assert: [{ type: 'is-sql' }] }] },
      ],
    }
    const read = all(config) as readonly ImportedRow[]
    expect(read.map(({ row }) => row.input.variables)).toEqual([
      { tone: 'dry', q: 'own' },
      { tone: 'dry', q: 's1' },
      { tone: 'dry', q: 's2' },
    ])
    expect(read[0]?.checks).toEqual([{ type: 'is-json' }, { type: 'contains', value: 'x' }])
    expect(read[2]?.checks).toEqual([{ type: 'is-json' }, { type: 'is-sql' }])
  })

  it.each([
    [['file://tests.csv'], 'tests'],
    [{ tests: 'file://tests.csv' }, 'tests'],
    [[{ vars: { q: 'file://q.txt' } }], 'vars.q'],
    [[{ vars: 'file://vars.yaml' }], 'vars'],
    [[{ vars: { q: 'x' }, assert: [{ value: 'no type' }] }], 'assert'],
    [
      [{ vars: Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, Array.from({ length: 9 }, String)])) }],
      'vars',
    ],
    [[17], 'tests'],
  ])('that cannot be told from %j are a problem that says where', (config, where) => {
    const [problem] = all(config)
    expect(problem).toMatchObject({ kind: 'problem', line: 1, where })
  })

  it('are read from its CSV, with assertions in __expected columns', () => {
    const [row] = readCsv(
      'q,__prefix,__metadata:area,__expected1,__expected2,__expected3,__description\nRefund?,Hi,billing,"contains-any: 30 days, month",similar(0.8): soon,Yes,limit\n',
    )
    expect(row).toMatchObject({
      checks: [
        { type: 'contains-any', value: ['30 days', 'month'] },
        { type: 'similar', threshold: 0.8, value: 'soon' },
        { type: 'equals', value: 'Yes' },
      ],
      row: {
        input: { variables: { q: 'Refund?' } },
        reference: 'Yes',
        expectedBehavior: 'limit',
        metadata: { area: 'billing', promptfoo: { prefix: 'Hi' } },
      },
    })
  })

  it('keep the line of a JSON lines file', () => {
    const place = { format: 'jsonl', line: 7, context: maker } as const
    expect(readRecord({ vars: { q: ['a', 'b'] } }, place)).toMatchObject([
      { line: 7, row: { source: { origin: { format: 'promptfoo', line: 7 } } } },
      { line: 7 },
    ])
  })
})
