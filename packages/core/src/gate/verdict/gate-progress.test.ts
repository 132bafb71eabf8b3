import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideGate, GateProgress, nextTrials } from '../../index.ts'
import { rowsOf, type SampleOutcome, sampleEvidence, sampleTrial } from '../__fixtures__/sample-gate.ts'

/** What a version does on a trial: the same whenever it is asked, and now and then nothing. */
const outcomeOf = (seed: number, text: string): SampleOutcome => {
  let hash = seed
  for (const letter of text) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0
  return hash % 17 === 0 ? 'error' : hash % 11 === 0 ? 'fail' : 'pass'
}

describe('a gate whose evidence grows', () => {
  it('asks for the same trials and decides the same as one that reads all of it anew after each trial', () => {
    const gates = fc.record({
      seed: fc.nat(),
      rows: fc.integer({ min: 1, max: 6 }),
      concurrency: fc.integer({ min: 1, max: 9 }),
      outcomes: fc.constantFrom('random' as const, 'fixed' as const),
      hasBaseline: fc.boolean(),
      maxTrials: fc.option(fc.integer({ min: 5, max: 60 })),
      pick: fc.nat(),
    })
    fc.assert(
      fc.property(gates, ({ seed, rows, concurrency, outcomes, hasBaseline, maxTrials, pick }) => {
        const datasets = [
          { name: 'one', rows: rowsOf(rows), outcomes },
          { name: 'two', rows: [{ rowId: 'other' }] },
        ]
        const policy = { maxDrop: 0.3, maxTrials, limits: { tokens: 0.5 } }
        const gate = { datasets, policy, baseline: hasBaseline ? 'v1' : null }
        const progress = new GateProgress(sampleEvidence(gate))
        const trials: ReturnType<typeof sampleTrial>[] = []
        for (let made = 0; made < 150; made++) {
          const evidence = sampleEvidence(gate, trials)
          const next = progress.next(concurrency)
          expect(next).toEqual(nextTrials(evidence, concurrency))
          if (made % 10 === 0 || next.length === 0) expect(progress.decide()).toEqual(decideGate(evidence))
          // Any of those on their way may end first.
          const need = next[pick % Math.max(1, next.length)]
          if (need === undefined) return
          const { use, rowId, trial, attempt } = need
          const outcome = outcomeOf(seed, `${use}/${rowId}/${trial}/${attempt}`)
          const result = sampleTrial(use, rowId, { trial, attempt, outcome })
          trials.push(result)
          progress.add(result)
        }
      }),
      { numRuns: 60 },
    )
  })
})
