import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQueryString, queryString } from '../../api/index.ts'
import { conditionsOf } from './filter-conditions.ts'
import {
  parseFilterSearch,
  relativeRanges,
  toApiFilter,
  toggleValue,
  withInterval,
  withRange,
} from './filter-search.ts'
import { nextSort, parseTraceListSearch } from './list-search.ts'

const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
const list = fc.uniqueArray(text, { minLength: 1, maxLength: 5 })
const anyFilters = fc.record(
  {
    model: list,
    name: list,
    metadata: list,
    score: list,
    kind: fc.uniqueArray(fc.constantFrom('llm', 'tool', 'agent'), { minLength: 1 }),
    status: fc.uniqueArray(fc.constantFrom('ok', 'error'), { minLength: 1 }),
    minDurationMs: fc.integer({ min: 0, max: 1e9 }),
    maxCostUsd: fc.double({ min: 0, max: 1000, noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
    q: text,
    in: fc.constantFrom('user', 'input', 'output'),
    range: fc.constantFrom(...relativeRanges),
    runs: fc.constant('include'),
  },
  { requiredKeys: [] },
)
const filters = anyFilters.map(({ in: side, ...filter }) =>
  filter.q === undefined || side === undefined ? filter : { ...filter, in: side },
)

describe('a filter in an address', () => {
  it('comes back as it was written, whatever its values hold', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parseFilterSearch(parseQueryString(queryString(filter)))).toEqual(filter)
      }),
    )
  })

  it('survives being read twice, as a link made in the page is', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parseFilterSearch(parseFilterSearch(filter))).toEqual(filter)
      }),
    )
  })

  it('leaves out what it cannot use and never fails', () => {
    expect(
      parseFilterSearch({
        kind: ['llm', 'nonsense'],
        status: 'maybe',
        id: 'xyz',
        minTokens: 'many',
        from: 'yesterday',
        range: '3y',
      }),
    ).toEqual({ kind: ['llm'] })
  })

  it('lets exact times win over a relative range', () => {
    expect(parseFilterSearch({ range: '1h', from: '2026-11-22T10:00:00Z' })).toEqual({
      from: '2026-11-22T10:00:00.000Z',
    })
  })
})

describe('the API filter', () => {
  const now = Date.parse('2026-11-22T21:30:45Z')

  it('counts a relative range back from now to the whole minute, so that a repeated question is the same question', () => {
    expect(toApiFilter({ range: '1h', model: ['a'] }, now)).toEqual({ model: ['a'], from: '2026-11-22T20:30:00.000Z' })
  })

  it('is the last seven days unless told otherwise', () => {
    expect(toApiFilter({}, now)).toEqual({ from: '2026-11-15T21:30:00.000Z' })
  })

  it('has no bound for all time', () => {
    expect(toApiFilter({ range: 'all' }, now)).toEqual({})
  })

  it('keeps exact times', () => {
    expect(toApiFilter(withInterval({ range: '1h' }, 0, 60_000), now)).toEqual({
      from: '1970-01-01T00:00:00.000Z',
      to: '1970-01-01T00:01:00.000Z',
    })
  })
})

describe('changing a filter', () => {
  it('puts a value in and takes it out again, without leaving an empty list behind', () => {
    const once = toggleValue({ q: 'x' }, 'model', 'a')
    expect(once).toEqual({ q: 'x', model: ['a'] })
    expect(toggleValue(once, 'model', 'a')).toEqual({ q: 'x' })
  })

  it('drops exact times when a range is chosen', () => {
    expect(withRange({ from: 'a', to: 'b', q: 'x' }, '24h')).toEqual({ q: 'x', range: '24h' })
  })

  it('has one removable chip for each condition, and removing all leaves only the time', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        let left = parseFilterSearch(filter)
        for (let chips = conditionsOf(left); chips[0]; chips = conditionsOf(left)) {
          const before = chips.length
          left = chips[0].without
          expect(conditionsOf(left).length).toBe(before - 1)
        }
        expect(left).toEqual(filter.range ? { range: filter.range } : {})
      }),
    )
  })
})

describe('the address of the table', () => {
  it('keeps order and following', () => {
    expect(parseTraceListSearch({ sort: 'cost', live: 'true' })).toEqual({ sort: 'cost', live: true })
  })

  it('keeps the usual order too: what is remembered of another visit must not win over an address', () => {
    expect(parseTraceListSearch({ sort: '-start' })).toEqual({ sort: '-start' })
  })

  it('leaves out an unknown order', () => {
    expect(parseTraceListSearch({ sort: 'constructor' })).toEqual({})
  })

  it('sorts a column downwards first, then upwards', () => {
    expect(nextSort('-start', 'cost')).toBe('-cost')
    expect(nextSort('-cost', 'cost')).toBe('cost')
    expect(nextSort('cost', 'cost')).toBe('-cost')
  })
})
