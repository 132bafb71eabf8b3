import { Flag } from 'lucide-react'
import { describe, expect, it } from 'vitest'
import type { ChartMark } from './chart-props.ts'
import { placeMarks } from './place-marks.ts'

const area = { left: 50, top: 0, width: 1000, height: 100, fromS: 1000, toS: 2000 }
const mark = (id: string, atS: number): ChartMark => ({
  id,
  atMs: atS * 1000,
  label: id,
  icon: Flag,
  tone: 'neutral',
})

describe('marks on a chart', () => {
  it('stand where their moment is, whatever order they come in', () => {
    const placed = placeMarks(area, [mark('late', 1900), mark('early', 1100)])
    expect(placed.map(({ leftPx, marks }) => [leftPx, marks[0].id])).toEqual([
      [100, 'early'],
      [900, 'late'],
    ])
  })

  it('are put together where one would cover the other, and none is lost', () => {
    const placed = placeMarks(area, [mark('a', 1500), mark('b', 1510), mark('c', 1600)])
    expect(placed.map(({ marks }) => marks.map(({ id }) => id))).toEqual([['a', 'b'], ['c']])
  })

  it('are left out before and after the range', () => {
    expect(placeMarks(area, [mark('before', 900), mark('after', 2100)])).toEqual([])
  })
})
