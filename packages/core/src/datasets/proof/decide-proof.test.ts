import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decideProof,
  eraseProof,
  highRiskThresholds,
  ordinaryThresholds,
  type Proof,
  proofSchema,
  type TrialOutcome,
  weighRow,
} from '../../index.ts'
import { seededRandom } from '../../testing/seeded-random.ts'

const times = (count: number, outcome: TrialOutcome) => Array.from({ length: count }, () => outcome)
const decide = (before: readonly TrialOutcome[], after: readonly TrialOutcome[]) =>
  decideProof({ before, after, ...ordinaryThresholds })

describe('the test of one row', () => {
  it('holds after six straight passes, is broken after two straight fails, as the defaults promise', () => {
    const state = (passed: number, failed: number) => weighRow({ passed, failed }, ordinaryThresholds).state
    expect([state(5, 0), state(6, 0)]).toEqual(['unsure', 'holds'])
    expect([state(0, 1), state(0, 2)]).toEqual(['unsure', 'broken'])
  })

  it('asks more of a high-risk row', () => {
    const state = (passed: number, failed: number) => weighRow({ passed, failed }, highRiskThresholds).state
    expect([state(17, 0), state(18, 0)]).toEqual(['unsure', 'holds'])
    expect([state(0, 2), state(0, 3)]).toEqual(['unsure', 'broken'])
  })

  it('says how many straight passes and fails settle it', () => {
    const thresholds = fc.record({
      floor: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
      required: fc.double({ min: 0.7, max: 0.98, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), thresholds, (passed, failed, of) => {
        const now = weighRow({ passed, failed }, of)
        expect(weighRow({ passed: passed + now.passesToHold, failed }, of).state).toBe('holds')
        expect(weighRow({ passed, failed: failed + now.failsToBreak }, of).state).toBe('broken')
        if (now.passesToHold > 0)
          expect(weighRow({ passed: passed + now.passesToHold - 1, failed }, of).state).not.toBe('holds')
        if (now.failsToBreak > 0)
          expect(weighRow({ passed, failed: failed + now.failsToBreak - 1 }, of).state).not.toBe('broken')
      }),
    )
  })

  it.each([
    [0.5, 'holds'],
    [0.9, 'broken'],
  ] as const)(
    'looked at after every trial of a row that passes with probability %d, errs to "%s" in at most 5 of 100',
    (probability, wrong) => {
      const next = seededRandom(12_345)
      let errors = 0
      const rows = 4000
      for (let row = 0; row < rows; row++) {
        const counts = { passed: 0, failed: 0 }
        let seen = 'unsure'
        for (let trial = 0; trial < 200 && seen === 'unsure'; trial++) {
          if (next() < probability) counts.passed++
          else counts.failed++
          seen = weighRow(counts, ordinaryThresholds).state
        }
        if (seen === wrong) errors++
      }
      expect(errors / rows).toBeLessThanOrEqual(0.05)
    },
  )
})

describe('a proof', () => {
  it('says taught when the row failed before and holds after, with both rates', () => {
    expect(decide(times(4, 'fail'), times(6, 'pass'))).toMatchObject({
      verdict: 'taught',
      reason: 'The row failed before (0 of 4 passed) and holds after (6 of 6 passed).',
      before: { passRate: 0, state: 'broken' },
      after: { passRate: 1, state: 'holds', interval: { low: expect.closeTo(0.61, 2), high: 1 } },
    })
  })

  it('says that a row teaches nothing when the old version passes it, whatever the new one does', () => {
    for (const after of [times(6, 'pass'), times(6, 'fail'), []]) {
      expect(decide(times(6, 'pass'), after).verdict).toBe('teaches_nothing')
    }
  })

  it('says that the fix is not shown when the new version fails too, or has too few trials', () => {
    expect(decide(times(3, 'fail'), times(3, 'fail'))).toMatchObject({
      verdict: 'fix_not_shown',
      reason: 'The row failed before (0 of 3 passed). The new version fails it too (0 of 3 passed).',
    })
    expect(decide(times(3, 'fail'), times(5, 'pass'))).toMatchObject({
      verdict: 'fix_not_shown',
      after: { trialsNeeded: 1 },
      reason: expect.stringContaining('1 further passing trial would show it'),
    })
  })

  it('stays undecided while it is not settled that the old version fails', () => {
    expect(decide(['fail'], times(6, 'pass'))).toMatchObject({ verdict: 'undecided', before: { trialsNeeded: 1 } })
    expect(decide(times(3, 'pass'), times(6, 'pass'))).toMatchObject({
      verdict: 'undecided',
      reason: expect.stringContaining('has not failed this row (3 of 3 passed)'),
    })
  })

  it('counts errors and unknown outcomes for neither side, and says so', () => {
    const decision = decide(
      [...times(2, 'fail'), 'error'],
      [...times(5, 'pass'), ...times(20, 'unknown'), ...times(9, 'error')],
    )
    expect(decision).toMatchObject({
      verdict: 'fix_not_shown',
      before: { errors: 1 },
      after: { unknown: 20, errors: 9 },
    })
    expect(decision.reason).toContain('5 of 5 passed, 20 unknown, 9 errors')
    expect(decide(times(30, 'error'), times(6, 'pass'))).toMatchObject({
      verdict: 'undecided',
      before: { passRate: null },
    })
  })

  it('never says taught of two versions that did the same', () => {
    const outcomes = fc.array(fc.constantFrom<TrialOutcome>('pass', 'fail', 'unknown', 'error'), { maxLength: 60 })
    fc.assert(
      fc.property(outcomes, (same) => {
        expect(decide(same, same).verdict).not.toBe('taught')
      }),
    )
  })

  it('gets no worse by more passes after and more fails before', () => {
    const outcomes = fc.array(fc.constantFrom<TrialOutcome>('pass', 'fail'), { maxLength: 30 })
    fc.assert(
      fc.property(outcomes, outcomes, (before, after) => {
        if (decide(before, after).verdict !== 'taught') return
        expect(decide([...before, 'fail'], [...after, 'pass']).verdict).toBe('taught')
      }),
    )
  })

  it('keeps counts and versions but no word of content once it is erased', () => {
    const trial = {
      trialId: 't1',
      traceId: null,
      outcome: 'fail',
      output: {
        messages: [{ role: 'assistant', parts: [{ type: 'text', content: 'private words' }] }],
        value: 'private',
      },
      judgements: [{ evaluator: 'cites_limit', outcome: 'fail', reason: 'private words' }],
    } as const
    const side = (target: string) => ({
      runId: 'r',
      target,
      passed: 0,
      failed: 1,
      unknown: 0,
      errors: 0,
      trials: [trial],
    })
    const proof: Proof = proofSchema.parse({
      ...{ rowRevision: 1, evaluators: ['cites_limit'], required: 0.9, floor: 0.5, errorRate: 0.05 },
      ...{
        before: side('prompt@1'),
        after: side('prompt@2'),
        provedBy: 'Ada',
        provedAt: '2026-03-01T10:00:00Z',
        isErased: false,
      },
    })
    const erased = eraseProof(proof)
    expect(JSON.stringify(erased)).not.toContain('private')
    expect(erased).toMatchObject({
      isErased: true,
      before: { target: 'prompt@1', failed: 1 },
      after: { target: 'prompt@2' },
    })
    expect(proofSchema.parse(erased)).toEqual(erased)
  })
})
