import { describe, expect, it } from 'vitest'
import { alertSlices } from './alert-slices.ts'

const rules = { watched: 200, horizon: 1_000 }
const evidence = (...values: number[]) => values.map((value, index) => ({ slice: `s${index}`, evidence: value }))
const named = (found: readonly { readonly slice: string }[]) => found.map(({ slice }) => slice)

describe('alerts over many slices', () => {
  it('ask more of one slice alone than of each of several together', () => {
    expect(named(alertSlices(evidence(1.9e6), rules))).toEqual([])
    expect(named(alertSlices(evidence(2e6), rules))).toEqual(['s0'])
    expect(named(alertSlices(evidence(1e6, 1.1e6), rules))).toEqual(['s1', 's0'])
  })

  it('take as many as there are at a bar that falls with their number, however strong the first ones are', () => {
    expect(named(alertSlices(evidence(9e9, 6e5, 7e5, 10), rules))).toEqual(['s0'])
    expect(named(alertSlices(evidence(9e9, 7e5, 7e5, 10), rules))).toEqual(['s0', 's1', 's2'])
  })

  it('count the slices without evidence too, and find nothing in nothing', () => {
    expect(alertSlices([], rules)).toEqual([])
    expect(named(alertSlices(evidence(2e6), { ...rules, watched: 201 }))).toEqual([])
  })
})
