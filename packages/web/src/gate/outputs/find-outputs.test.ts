import type { GateTrial } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { changedRows, runsOfEvidence } from './find-outputs.ts'

const trial = (rowId: string, use: GateTrial['use'], status: GateTrial['status']): GateTrial => ({
  ...{ rowId, use, status, runId: 'run', trial: 1, attempt: 1, scores: [], latencyMs: null, totalTokens: null },
  ...{ costUsd: null, responseModel: null, traceId: null },
})

describe('the outputs that changed', () => {
  it('begin with the rows that lost most, and leave out those that did not change or were never decided', () => {
    const trials = [
      ...[trial('lost', 'baseline', 'pass'), trial('lost', 'set', 'fail')],
      ...[trial('half', 'baseline', 'pass'), trial('half', 'set', 'fail'), trial('half', 'row', 'pass')],
      ...[trial('fixed', 'baseline', 'fail'), trial('fixed', 'set', 'pass')],
      ...[trial('same', 'baseline', 'pass'), trial('same', 'row', 'pass'), trial('open', 'set', 'error')],
    ]
    expect(changedRows({ trials })).toEqual([
      { rowId: 'lost', before: 1, after: 0 },
      { rowId: 'half', before: 1, after: 0.5 },
      { rowId: 'fixed', before: 0, after: 1 },
    ])
  })

  it('count a row that fails although it was not compared', () => {
    expect(changedRows({ trials: [trial('a', 'row', 'fail')] })).toEqual([{ rowId: 'a', before: null, after: 0 }])
  })

  it('are found in every run that made trials of the row, also those of earlier gates', () => {
    const trials = [
      { ...trial('a', 'row', 'pass'), runId: 'old' },
      { ...trial('a', 'set', 'pass'), runId: 'new' },
      trial('b', 'set', 'pass'),
    ]
    expect(runsOfEvidence({ trials }, 'a')).toEqual({ baseline: [], candidate: ['old', 'new'] })
  })
})
