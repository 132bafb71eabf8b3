import type { SeriesAnswer } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { drawPanel, failedCounts, metricPanels } from './metric-panels.ts'

const answer: SeriesAnswer = {
  bucketMs: 60_000,
  buckets: ['a', 'b', 'c'],
  series: [
    { measure: 'count', group: '', points: [3, 0, 7], overall: 10 },
    { measure: 'error_rate', group: '', points: [1 / 3, null, 2 / 7], overall: 0.3 },
  ],
}

describe('the chart of traces', () => {
  it('counts failed traces exactly from their share', () => {
    expect(failedCounts(answer)).toEqual([1, 0, 2])
  })

  it('shows all and failed traces with their sums', () => {
    const [panel] = metricPanels
    const drawn = panel ? drawPanel(panel, answer, false) : undefined
    expect(drawn?.series.map((one) => one.label)).toEqual(['Traces', 'With errors'])
    expect(drawn?.overall).toEqual([10, 3])
  })
})
