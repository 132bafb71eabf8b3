import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { SliceKey } from '../../traces/index.ts'
import { explainShift, type ShiftedSlice } from './explain-shift.ts'

const side = (count: number, mean: number) => ({ count, mean })
const sliceOf = (key: SliceKey, value: string, sides: Omit<ShiftedSlice, 'slice'>): ShiftedSlice => ({
  slice: { key, value },
  ...sides,
})
/** What the slices of one facet come to together. */
function wholeOf(slices: readonly ShiftedSlice[]) {
  const sum = (of: 'before' | 'after') => {
    const count = slices.reduce((total, slice) => total + slice[of].count, 0)
    return side(count, slices.reduce((total, slice) => total + slice[of].count * slice[of].mean, 0) / count)
  }
  return { before: sum('before'), after: sum('after') }
}
const named = (found: readonly ShiftedSlice[]) => found.map(({ slice }) => `${slice.key}=${slice.value}`)

it('the slice that moved alone explains the shift, before the larger ones that it is a part of', () => {
  const models = [
    sliceOf('model', 'small', { before: side(200, 0.05), after: side(100, 0.5) }),
    sliceOf('model', 'large', { before: side(1800, 0.05), after: side(900, 0.05) }),
  ]
  const tools = [
    sliceOf('tool', 'search', { before: side(1000, 0.05), after: side(500, 0.14) }),
    sliceOf('tool', '', { before: side(1000, 0.05), after: side(500, 0.05) }),
  ]
  const found = explainShift({ whole: wholeOf(models), slices: [...tools, ...models] })
  expect(named(found)).toEqual(['model=small', 'tool=search'])
  expect(found[0]?.share).toBeCloseTo(1, 1)
})

it('a prompt version that came with the change explains all of it', () => {
  const versions = [
    sliceOf('prompt', 'support@3', { before: side(0, 0), after: side(120, 0.3) }),
    sliceOf('prompt', 'support@2', { before: side(2000, 0.04), after: side(0, 0) }),
  ]
  const [found] = explainShift({ whole: wholeOf(versions), slices: versions })
  expect(found).toMatchObject({ slice: { value: 'support@3' }, share: 1 })
})

it('nothing explains a shift of everything alike', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 20, max: 3000 }), { minLength: 2, maxLength: 12 }), (counts) => {
      const slices = counts.map((count, index) =>
        sliceOf('model', `m${index}`, { before: side(count * 4, 0.1), after: side(count, 0.3) }),
      )
      expect(explainShift({ whole: wholeOf(slices), slices })).toEqual([])
    }),
  )
})

it('a few observations explain nothing', () => {
  const users = [
    sliceOf('user', 'ada', { before: side(30, 0.03), after: side(2, 1) }),
    sliceOf('user', 'others', { before: side(970, 0.03), after: side(198, 0.05) }),
  ]
  expect(named(explainShift({ whole: wholeOf(users), slices: users }))).not.toContain('user=ada')
})

it('no share leaves 0 to 1, whatever moved where', () => {
  const anySide = fc.record({ count: fc.nat(1000), mean: fc.double({ min: 0, max: 1, noNaN: true }) })
  const anySlices = fc.array(fc.record({ before: anySide, after: anySide }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(anySlices, (sides) => {
      const slices = sides.map((each, index) => sliceOf('model', `m${index}`, each))
      for (const { share } of explainShift({ whole: wholeOf(slices), slices })) {
        expect(share).toBeGreaterThanOrEqual(0)
        expect(share).toBeLessThanOrEqual(1)
      }
    }),
  )
})
