import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  AppError,
  defaultGatePolicy,
  findPolicyWeakenings,
  gatePolicySchema,
  gateThresholds,
  policyVersionText,
  readPolicyYaml,
  writePolicyYaml,
} from '../../index.ts'

function refusal(text: string): Pick<AppError, 'code' | 'message' | 'where' | 'fix'> {
  try {
    readPolicyYaml(text)
  } catch (error) {
    if (AppError.isInstance(error)) return error
  }
  throw new Error('it was read')
}

const policies = fc
  .record({
    environment: fc.constantFrom('production', 'staging'),
    datasets: fc.oneof(fc.constant('all' as const), fc.uniqueArray(fc.constantFrom('a', 'b', 'no'), { minLength: 1 })),
    requiredPassProbability: fc.double({ min: 0.6, max: 0.99, noNaN: true }),
    maxDrop: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
    errorRate: fc.double({ min: 0.001, max: 0.2, noNaN: true }),
    limits: fc.record({ cost: fc.option(fc.double({ min: 0, max: 5, noNaN: true })), latency: fc.constant(null) }),
    maxTrials: fc.option(fc.integer({ min: 1, max: 9999 })),
  })
  .map((policy) => gatePolicySchema.parse(policy))

describe('a policy', () => {
  it('needs nothing but an environment', () => {
    expect(readPolicyYaml('environment: production')).toEqual(defaultGatePolicy('production'))
    expect(defaultGatePolicy('production')).toMatchObject({
      ...{ datasets: 'all', requiredPassProbability: 0.9, passFloor: 0.5, maxDrop: 0.05, errorRate: 0.05 },
      ...{ limits: { cost: null, latency: null, tokens: null }, maxTrials: null, maxCostUsd: null },
    })
  })

  it('comes back from YAML as it was, and has the same version', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const read = readPolicyYaml(writePolicyYaml(policy))
        expect(read).toEqual(policy)
        expect(policyVersionText(read)).toBe(policyVersionText(policy))
      }),
    )
  })

  it.each([
    ['environment: production\nmaxDrop: five points', 'maxDrop', 'a drop is a number: 0.05 is five points'],
    ['environment: production\nmaxDrop: 0', 'maxDrop', 'the least drop to tolerate is 0.001'],
    ['environment: production\nrequiredPassProbability: 1', 'requiredPassProbability', '0.99 is the way to say it'],
    ['environment: production\nlimits: {cost: 20%}', 'limits.cost', '0.2 is 20 % more'],
    ['environment: production\ndatasets: [a, a]', 'datasets', 'each dataset stands once'],
    ['environment: production\npassFloor: 0.95', 'passFloor', 'must be below the required pass probability (0.9)'],
    ['maxDrop: 0.1', 'environment', 'environment'],
    ['environment: production\nmaxDropp: 0.1', 'file', '"maxDropp", which no policy has'],
    ['environment: production\nlimits: {price: 1}', 'limits', '"price", which no policy has'],
  ])('says of %j where it is wrong and what would be right', (text, where, words) => {
    const { code, message, where: found, fix } = refusal(text)
    expect({ code, found }).toEqual({ code: 'bad_request', found: where })
    expect(message).toContain(words)
    expect(fix).toBeTruthy()
  })

  it('names the line of a syntax error, and shows the form of a policy', () => {
    expect(refusal('environment: production\nlimits: {cost: 0.2')).toMatchObject({
      where: expect.stringMatching(/^line \d/),
    })
    expect(refusal('- production').fix).toContain('environment: production')
    expect(refusal('environment: production\nlimits: {price: 1}').fix).toBe('The fields are cost, latency, tokens')
  })
})

describe('what a row must show', () => {
  const row = { labels: [], requiredPassProbability: null, passFloor: null }
  const policy = { requiredPassProbability: 0.8, passFloor: 0.4 }

  it('is what the row says, else what its risk asks for, else the policy', () => {
    expect(gateThresholds(row, policy)).toEqual({ required: 0.8, floor: 0.4 })
    expect(gateThresholds({ ...row, labels: ['high_risk'] }, policy)).toEqual({ required: 0.95, floor: 0.8 })
    expect(gateThresholds({ ...row, requiredPassProbability: 0.7 }, policy)).toEqual({ required: 0.7, floor: 0.4 })
  })

  it('is always a requirement over its floor', () => {
    expect(
      gateThresholds({ ...row, requiredPassProbability: 0.6 }, { requiredPassProbability: 0.95, passFloor: 0.8 }),
    ).toEqual({
      required: 0.6,
      floor: 0.5,
    })
  })
})

describe('a change of a policy', () => {
  const policy = gatePolicySchema.parse({ environment: 'production', datasets: ['a', 'b'], limits: { cost: 0.2 } })

  it('weakens by a lower requirement, a larger tolerance, a limit that goes up or away, and a dataset less', () => {
    const weaker = { ...policy, requiredPassProbability: 0.8, maxDrop: 0.1, limits: { ...policy.limits, cost: null } }
    const found = findPolicyWeakenings(policy, { ...weaker, datasets: ['b', 'c'] })
    expect(found.map(({ field }) => field)).toEqual(['requiredPassProbability', 'maxDrop', 'limits.cost', 'datasets'])
    expect(found.at(-1)?.message).toBe('Fewer datasets protect production, without a')
  })

  it('does not weaken by being stricter or by spending less', () => {
    const stricter = {
      ...policy,
      maxDrop: 0.02,
      errorRate: 0.01,
      maxTrials: 10,
      limits: { ...policy.limits, tokens: 1 },
    }
    expect(findPolicyWeakenings(policy, { ...stricter, datasets: ['a', 'b', 'c'] })).toEqual([])
    expect(findPolicyWeakenings(policy, { ...policy, datasets: 'all' })).toEqual([])
  })

  it('never weakens in both directions by the same number', () => {
    fc.assert(
      fc.property(policies, policies, (a, b) => {
        const fields = (from: typeof a, to: typeof a) => findPolicyWeakenings(from, to).map(({ field }) => field)
        const back = new Set(fields(b, a))
        expect(fields(a, b).filter((field) => field !== 'datasets' && back.has(field))).toEqual([])
        expect(findPolicyWeakenings(a, a)).toEqual([])
      }),
    )
  })
})
