import { defaultGatePolicy, gatePolicySchema } from '@pawl/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draftOfPolicy, fewestTrials, readPolicyDraft, weakeningsOf } from './policy-draft.ts'

const share = (low: number, high: number) =>
  fc.integer({ min: low, max: high }).map((thousandths) => thousandths / 1000)

const policies = fc
  .record({
    environment: fc.constant('production'),
    datasets: fc.oneof(fc.constant('all' as const), fc.uniqueArray(fc.constantFrom('a', 'b'), { minLength: 1 })),
    requiredPassProbability: share(600, 999),
    passFloor: share(1, 590),
    maxDrop: share(1, 500),
    errorRate: share(1, 200),
    limits: fc.record({ cost: fc.option(share(0, 2000)), latency: fc.constant(null), tokens: fc.option(share(0, 99)) }),
    maxTrials: fc.option(fc.integer({ min: 1, max: 9999 })),
    maxCostUsd: fc.option(share(1, 99_000)),
  })
  .map((policy) => gatePolicySchema.parse(policy))

describe('a policy in a form', () => {
  it('comes back as it was when nothing is touched', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(readPolicyDraft(draftOfPolicy(policy), 'production').policy).toEqual(policy)
      }),
    )
  })

  it('says at the field what is wrong', () => {
    const draft = draftOfPolicy(defaultGatePolicy('production'))
    const { policy, errors } = readPolicyDraft(
      { ...draft, usesAll: false, required: '100', maxDrop: 'five', limits: { ...draft.limits, cost: '-1' } },
      'production',
    )
    expect(policy).toBeUndefined()
    expect(Object.keys(errors).sort()).toEqual(['cost', 'datasets', 'maxDrop', 'requiredPassProbability'])
  })

  it('names what protects less', () => {
    const before = defaultGatePolicy('production')
    const draft = { ...draftOfPolicy(before), maxDrop: '10', floor: '60' }
    expect(weakeningsOf(before, readPolicyDraft(draft, 'production')).map(({ field }) => field)).toEqual(['maxDrop'])
  })

  it('says how many passes in a row show that a row holds', () => {
    expect(fewestTrials(defaultGatePolicy('production'))).toBe(6)
  })
})
