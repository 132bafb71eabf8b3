import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasSharedData, listShared, readShared } from '../testing/shared-data.ts'
import { trialsFrom } from './__fixtures__/trial-line.ts'
import { compareRuns } from './compare-runs.ts'
import { fisherExact } from './fisher-exact.ts'
import { summariseRun } from './summarise-run.ts'

const rowsOf = (letters: { readonly [rowId: string]: string }) =>
  summariseRun(Object.entries(letters).flatMap(([id, text]) => trialsFrom(id, text))).rows
const changes = (before: { [rowId: string]: string }, after: { [rowId: string]: string }) =>
  Object.fromEntries(compareRuns(rowsOf(before), rowsOf(after)).rows.map(({ rowId, change }) => [rowId, change]))

describe('the comparison of two runs', () => {
  it('says of each row what became of it', () => {
    expect(
      changes(
        { mended: 'ff', broke: 'pp', bad: 'f', good: 'ppp', gone: 'p', down: 'pp' },
        { mended: 'pp', broke: 'ff', bad: 'fff', good: 'p', down: 'ee', fresh: 'p' },
      ),
    ).toEqual({
      mended: 'fixed',
      broke: 'regressed',
      bad: 'still_failing',
      good: 'still_passing',
      gone: 'missing',
      down: 'undecided',
      fresh: 'missing',
    })
  })

  it('calls an unsteady row flaky, unless its rate moved more than chance explains', () => {
    expect(
      changes({ a: 'ppf', b: 'pppppppppp', c: 'ffffffffff' }, { a: 'pff', b: 'pfffffffff', c: 'pppppppppf' }),
    ).toEqual({
      a: 'flaky',
      b: 'regressed',
      c: 'fixed',
    })
  })

  it('says how much of a change one trial each can show: nothing', () => {
    const [row] = compareRuns(rowsOf({ a: 'p' }), rowsOf({ a: 'f' })).rows
    expect(row).toMatchObject({ change: 'regressed', beforeRate: 1, afterRate: 0, pValue: 1 })
  })

  it('marks a row that was edited between the runs', () => {
    const edited = summariseRun(trialsFrom('a', 'p', { rowRevision: 2 })).rows
    expect(compareRuns(rowsOf({ a: 'f' }), edited).rows[0]).toMatchObject({ change: 'fixed', isEdited: true })
  })

  it('turns fixed into regressed when the runs change places, and nothing else', () => {
    const letters = fc.string({ unit: fc.constantFrom('p', 'f', 'e', 'u'), maxLength: 12 })
    const opposite = new Map([
      ['fixed', 'regressed'],
      ['regressed', 'fixed'],
    ])
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const there = changes({ row: a, other: 'p' }, { row: b, other: 'p' })
        const back = changes({ row: b, other: 'p' }, { row: a, other: 'p' })
        expect(back.row).toBe(opposite.get(there.row ?? '') ?? there.row)
      }),
    )
  })

  it.skipIf(!hasSharedData)('counts what became of recorded rows as published (needs the recorded pairs)', () => {
    const published: Readonly<Record<string, readonly [number, number]>> = {
      'ifeval-mini-to-4o': [40, 20],
      'ifeval-sonnet-to-haiku': [37, 111],
      'mbpp-gpt4-rerun': [4, 2],
    }
    for (const path of listShared('data/gate-pairs', '.jsonl')) {
      const expected = published[path.split('/').at(-1)?.replace('.jsonl', '') ?? '']
      if (expected === undefined) continue
      const lines = readShared(path)
        .split('\n')
        .filter((line) => line !== '')
      const pairs = lines.map((line) => JSON.parse(line) as { case: string; baseline: number; candidate: number })
      const side = (key: 'baseline' | 'candidate') =>
        rowsOf(Object.fromEntries(pairs.map((pair, index) => [`${index}`, pair[key] === 1 ? 'p' : 'f'])))
      const { counts } = compareRuns(side('baseline'), side('candidate'))
      expect([counts.fixed, counts.regressed]).toEqual(expected)
    }
  })
})

describe("Fisher's exact test", () => {
  it.each([
    // R: fisher.test(matrix(c(…), 2))$p.value
    { before: [3, 1], after: [1, 3], p: 0.4857142857 },
    { before: [10, 0], after: [1, 9], p: 0.0001190759 },
    { before: [8, 2], after: [1, 5], p: 0.034965035 },
    { before: [0, 5], after: [0, 5], p: 1 },
  ])('of $before passed and failed against $after is $p', ({ before, after, p }) => {
    const counts = ([passed = 0, failed = 0]: number[]) => ({ passed, failed })
    expect(fisherExact(counts(before), counts(after))).toBeCloseTo(p, 9)
  })
})
