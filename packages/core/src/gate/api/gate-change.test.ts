import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  applyGateChange,
  changeOfGate,
  decideGate,
  type GateEvidence,
  type GateView,
  gateChangeSchema,
} from '../../index.ts'
import { driveGate, rowsOf, type SampleGate, sampleEvidence } from '../__fixtures__/sample-gate.ts'

function viewOf(evidence: GateEvidence): GateView {
  const decision = decideGate(evidence)
  const { verdict, reason, isUnprotected, trials, costUsd } = decision
  const target = { type: 'prompt', name: 'support', version: 'v2', number: 2 } as const
  return {
    ...{
      id: 'g1',
      environment: 'production',
      release: { type: 'prompts', id: 'r', targets: [target] },
      baseline: null,
    },
    ...{ status: 'running', statusReason: '', verdict, reason, isUnprotected, trials, costUsd },
    ...{ note: '', startedBy: 'Ada', createdAt: '2026-03-01T10:00:00.000Z', finishedAt: null, decision },
    ...{ policyVersion: 'p', evidenceHash: null, coverage: { isCovered: true, changes: [] }, weakenings: [] },
    ...{ unusedDatasets: [], runs: [], auditHead: null },
  }
}

/** The same gate at several moments. */
function moments(
  gate: SampleGate,
  { concurrency, stops }: { concurrency: number; stops: readonly number[] },
): GateView[] {
  let evidence = sampleEvidence(gate)
  return [
    viewOf(evidence),
    ...stops.map((most) => {
      const behavior = ({ trial, rowId }: { trial: number; rowId: string }) =>
        (trial * 7 + rowId.length) % 9 === 0 ? 'fail' : (trial * 5) % 13 === 0 ? 'error' : 'pass'
      evidence = driveGate(evidence, { behavior, concurrency, most })
      return viewOf(evidence)
    }),
  ]
}

describe('the changes of a gate', () => {
  it('lead to exactly the view that they were made of, one after the other, as JSON', () => {
    const gates = fc.record({
      rows: fc.integer({ min: 1, max: 8 }),
      hasBaseline: fc.boolean(),
      outcomes: fc.constantFrom('random' as const, 'fixed' as const),
      concurrency: fc.integer({ min: 1, max: 6 }),
      stops: fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 1, maxLength: 5 }),
    })
    fc.assert(
      fc.property(gates, ({ rows, hasBaseline, outcomes, ...drive }) => {
        const datasets = [
          { name: 'one', rows: rowsOf(rows), outcomes },
          { name: 'two', rows: [{ rowId: 'other' }] },
        ]
        const policy = { maxDrop: 0.3, limits: { tokens: 0.5 } }
        const [first, ...later] = moments({ datasets, policy, baseline: hasBaseline ? 'v1' : null }, drive)
        let [shown, before] = [first as GateView, first as GateView]
        for (const view of later) {
          const change = JSON.parse(JSON.stringify(changeOfGate(before, view))) as unknown
          shown = applyGateChange(shown, gateChangeSchema.parse(change))
          expect(shown).toEqual(view)
          before = view
        }
      }),
      { numRuns: 60 },
    )
  })

  it('weigh next to nothing where one row of ten thousand went on', () => {
    const datasets = [{ rows: rowsOf(10_000) }]
    const [before, after] = moments({ datasets }, { concurrency: 1, stops: [1] }) as [GateView, GateView]
    expect(JSON.stringify(after).length).toBeGreaterThan(2_000_000)
    const change = changeOfGate(before, after)
    expect(change?.decision.rows).toHaveLength(1)
    expect(JSON.stringify(change).length).toBeLessThan(5000)
  })

  it('are none where the gate is about other rows or versions: then the whole view is sent', () => {
    const one = viewOf(sampleEvidence({ datasets: [{ rows: rowsOf(2) }] }))
    expect(changeOfGate(one, viewOf(sampleEvidence({ datasets: [{ rows: rowsOf(3) }] })))).toBeNull()
    expect(changeOfGate(one, viewOf(sampleEvidence({ datasets: [{ rows: rowsOf(2) }], candidate: 'v3' })))).toBeNull()
  })
})
