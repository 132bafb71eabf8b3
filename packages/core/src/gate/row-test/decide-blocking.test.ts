import { expect, it } from 'vitest'
import { decideBlocking } from './decide-blocking.ts'

it('takes one trial on the live version for all where the same row always gives the same outcome', () => {
  const role = (passed: number, failed: number, isFixed: boolean) =>
    decideBlocking({
      row: { priority: 'blocking', proof: null },
      testedSince: 1,
      thresholds: { required: 0.9, floor: 0.5 },
      live: { passed, failed },
      ...{ isFixed, errorRate: 0.05 },
    })
  expect([role(1, 0, true), role(0, 1, true), role(0, 0, true)]).toEqual(['holds_live', 'unproven', 'unproven'])
  expect([role(1, 0, false), role(6, 0, false)]).toEqual(['unproven', 'holds_live'])
})
