import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  changesTest,
  datasetNameSchema,
  datasetStateAt,
  decideRowStatus,
  editRow,
  findWeakenings,
  mergeRows,
  type NewRow,
  newRowSchema,
  rowEditSchema,
  rowFieldsSchema,
  rowThresholds,
} from '../../index.ts'
import { exportedRow, makeRow, maker } from '../__fixtures__/sample-rows.ts'

const active = (fields: Partial<NewRow> = {}) => ({
  ...makeRow({ evaluators: ['cites_limit@1'], ...fields }),
  status: 'active' as const,
})
const kindsOf = (...change: Parameters<typeof findWeakenings>) => findWeakenings(...change).map(({ kind }) => kind)

describe('a new row', () => {
  it('starts empty but for its input and source, and blocks', () => {
    expect(makeRow()).toMatchObject({
      priority: 'blocking',
      evaluators: [],
      reference: null,
      context: { toolCalls: [], documents: [] },
    })
  })

  it('is stored exactly as it was checked', () => {
    fc.assert(
      fc.property(exportedRow, ({ id: _, status: __, ...row }) => {
        expect(rowFieldsSchema.parse(row)).toEqual(row)
      }),
    )
  })

  it.each(
    [
      ['a floor that is not below the requirement', { passFloor: 0.95 }, 'passFloor', 'must be below'],
      [
        'a requirement below the floor of a high-risk row',
        { requiredPassProbability: 0.7, labels: ['high_risk'], risks: ['legal'] },
        'passFloor',
        'must be below',
      ],
      [
        'a certain pass, which no number of trials shows',
        { requiredPassProbability: 1 },
        'requiredPassProbability',
        '',
      ],
      ['a high risk that does not say which', { labels: ['high_risk'] }, 'risks', 'what it is about'],
      ['a risk without the label', { risks: ['finance'] }, 'risks', 'what it is about'],
      [
        'a part without its content',
        { input: { messages: [{ role: 'user', parts: [{ type: 'text' }] }] } },
        'input.messages.0.parts.0',
        'a part of type "text" needs "content" with a text',
      ],
      [
        'a part without a type',
        { input: { messages: [{ role: 'user', parts: [{}] }] } },
        'input.messages.0.parts.0',
        'needs a "type"',
      ],
      [
        'a variable that JSON cannot say',
        { input: { variables: { a: Number.POSITIVE_INFINITY } } },
        'input.variables',
        'JSON',
      ],
      [
        'a variable that copying would lose',
        { input: { variables: JSON.parse('{"__proto__":1}') } },
        'input.variables',
        '__proto__',
      ],
    ].map(([what, fields, path, message]) => ({ what, fields: fields as object, path, message })),
  )('is refused with $what, saying where', ({ fields, path, message }) => {
    const parsed = newRowSchema.safeParse({ input: {}, source: { kind: 'manual', ...maker }, ...fields })
    const [issue] = parsed.error?.issues ?? []
    expect(issue?.path.join('.')).toBe(path)
    expect(issue?.message).toContain(String(message))
  })

  it('keeps parts of types that nobody knows yet', () => {
    const messages = [{ role: 'user', parts: [{ type: 'x-hologram', depth: 3 }] }]
    expect(makeRow({ input: { messages } }).input.messages).toEqual(messages)
  })
})

describe('what a release must show on a row', () => {
  const of = (fields: Partial<NewRow>) => rowThresholds(makeRow(fields))

  it('is .9 over .5, .95 over .8 where the risk is high, and what the row says before either', () => {
    expect(of({})).toEqual({ required: 0.9, floor: 0.5 })
    expect(of({ labels: ['high_risk'], risks: ['finance'] })).toEqual({ required: 0.95, floor: 0.8 })
    expect(of({ labels: ['high_risk'], risks: ['finance'], passFloor: 0.6 })).toEqual({ required: 0.95, floor: 0.6 })
    expect(of({ requiredPassProbability: 0.99 })).toEqual({ required: 0.99, floor: 0.5 })
  })
})

describe("a row's status", () => {
  it('becomes active only with an evaluator', () => {
    expect(decideRowStatus({ status: 'draft', evaluators: [] }, 'active')).toMatchObject({
      allowed: false,
      fix: expect.stringContaining('evaluator'),
    })
    expect(decideRowStatus({ status: 'draft', evaluators: ['e'] }, 'active')).toEqual({ allowed: true })
  })

  it('goes from archived back to draft, not straight to active', () => {
    expect(decideRowStatus({ status: 'archived', evaluators: ['e'] }, 'active')).toMatchObject({ allowed: false })
    expect(decideRowStatus({ status: 'archived', evaluators: ['e'] }, 'draft')).toEqual({ allowed: true })
  })
})

describe('an edit', () => {
  it('leaves alone what it does not name', () => {
    fc.assert(
      fc.property(exportedRow, ({ id: _, ...row }) => {
        fc.pre(row.status === 'draft')
        const { status: _status, ...fields } = row
        expect(editRow(row, rowEditSchema.parse({}))).toEqual(fields)
        expect(editRow(row, rowEditSchema.parse({ expectedBehavior: 'cites the limit' }))).toEqual({
          ...fields,
          expectedBehavior: 'cites the limit',
        })
      }),
    )
  })

  it('does not touch an archived row, nor take the last evaluator of an active one', () => {
    expect(() => editRow({ ...active(), status: 'archived' }, { priority: 'advisory' })).toThrow(
      expect.objectContaining({ code: 'conflict', where: 'status' }),
    )
    expect(() => editRow(active(), { evaluators: [] })).toThrow(
      expect.objectContaining({ code: 'conflict', where: 'evaluators' }),
    )
  })

  it('is refused when the row as a whole would be wrong', () => {
    expect(() =>
      editRow(active({ requiredPassProbability: 0.6 }), { labels: ['high_risk'], risks: ['trust'] }),
    ).toThrow(expect.objectContaining({ code: 'bad_request', where: 'passFloor' }))
  })
})

describe('weakening an active row', () => {
  it('is to delete it, to take it out of service, to ask less of it or to test something else', () => {
    const row = active({ labels: ['high_risk'], risks: ['safety'] })
    expect(kindsOf(row, null)).toEqual(['removed'])
    expect(kindsOf(row, { ...row, status: 'archived' })).toEqual(['deactivated'])
    expect(kindsOf(row, { ...row, status: 'draft' })).toEqual(['deactivated'])
    expect(kindsOf(row, { ...row, priority: 'advisory' })).toEqual(['priority_lowered'])
    expect(kindsOf(row, { ...row, evaluators: ['cites_limit@2'] })).toEqual(['evaluator_removed'])
    expect(kindsOf(row, { ...row, passFloor: 0.7 })).toEqual(['requirement_lowered'])
    expect(kindsOf(row, { ...row, labels: [], risks: [] })).toEqual(['requirement_lowered'])
    expect(kindsOf(row, { ...row, expectedBehavior: 'anything' })).toEqual(['test_changed'])
    expect(kindsOf(row, { ...row, reference: 'yes' })).toEqual(['test_changed'])
    expect(kindsOf(row, { ...row, input: { variables: {}, messages: [] } })).toEqual(['test_changed'])
  })

  it('is not to ask more, to describe better, or to do anything to a draft', () => {
    const row = active()
    const stronger = {
      ...row,
      evaluators: [...row.evaluators, 'polite@1'],
      requiredPassProbability: 0.99,
      labels: ['repeated' as const],
    }
    expect(kindsOf(row, { ...stronger, metadata: { ticket: 4 } })).toEqual([])
    expect(kindsOf({ ...row, status: 'draft' }, null)).toEqual([])
    expect(kindsOf(row, row)).toEqual([])
  })

  it('is never seen in the same data written in another order', () => {
    const [a, b] = [
      { x: 1, y: { z: 2, w: 3 } },
      { y: { w: 3, z: 2 }, x: 1 },
    ].map((variables) => active({ input: { variables } }))
    expect(changesTest(a as never, b as never)).toBe(false)
  })
})

describe('merging a duplicate', () => {
  it('never weakens either row', () => {
    fc.assert(
      fc.property(exportedRow, exportedRow, (kept, duplicate) => {
        const merged = { ...mergeRows(kept, [duplicate]), status: 'active' as const }
        const { status: _, id: __, ...fields } = merged as typeof merged & { id: string }
        expect(rowFieldsSchema.safeParse(fields).error?.issues).toBeUndefined()
        const [was, other, is] = [kept, duplicate, merged].map(rowThresholds)
        expect(is?.required).toBe(Math.max(was?.required ?? 0, other?.required ?? 0))
        expect(is?.floor).toBe(Math.max(was?.floor ?? 0, other?.floor ?? 0))
        expect(merged.evaluators).toEqual(expect.arrayContaining([...kept.evaluators, ...duplicate.evaluators]))
        const kinds = kindsOf({ ...kept, status: 'active' }, merged)
        // Its words of what is expected may grow: they must, to demand all of both.
        expect(kinds.filter((kind) => kind !== 'test_changed')).toEqual([])
        expect(merged.expectedBehavior).toContain(duplicate.expectedBehavior.trim())
        expect(merged.input).toEqual(kept.input)
      }),
    )
  })

  it('remembers where the duplicate came from, once', () => {
    const [kept, duplicate] = [makeRow(), makeRow({ source: { kind: 'trace', traceId: 'ab', ...maker } })]
    const merged = mergeRows(mergeRows(kept, [duplicate]), [duplicate, duplicate])
    expect(merged.metadata.merged_from).toEqual([duplicate.source])
  })
})

describe('a dataset', () => {
  it('is seen as it was at any of its revisions', () => {
    const history = [
      { rowId: 'a', revision: 1, datasetRevision: 1, change: 'created' as const },
      { rowId: 'b', revision: 1, datasetRevision: 1, change: 'created' as const },
      { rowId: 'a', revision: 2, datasetRevision: 2, change: 'edited' as const },
      { rowId: 'b', revision: 2, datasetRevision: 3, change: 'deleted' as const },
    ]
    const at = (revision: number) =>
      datasetStateAt([...history].reverse(), revision).map((row) => `${row.rowId}${row.revision}`)
    expect([0, 1, 2, 3, 9].map(at)).toEqual([[], ['a1', 'b1'], ['a2', 'b1'], ['a2'], ['a2']])
  })

  it.each(['refund_policy_regressions', 'a', 'ÜBER-2.test'])('may be called %s', (name) => {
    expect(datasetNameSchema.safeParse(name).success).toBe(true)
  })
  it.each(['', ' a', 'a b', '-a', '../a', 'a/b', 'x'.repeat(101)])('may not be called %j', (name) => {
    expect(datasetNameSchema.safeParse(name).success).toBe(false)
  })
})
