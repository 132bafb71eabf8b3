import { describe, expect, it } from 'vitest'
import {
  continueEvidence,
  decideDeployment,
  decideGate,
  type GateSubject,
  gatePolicySchema,
  type Verdict,
} from '../index.ts'

const row = (rowId: string) => ({
  ...{ rowId, revision: 1, testHash: rowId, evaluators: ['exact'] },
  ...{ role: 'proof' as const, required: 0.9, floor: 0.5 },
})
const subjectOf = (rowIds: readonly string[]): GateSubject => ({
  ...{ method: 'pawl.gate.1', seed: '', baseline: [], evaluators: [{ name: 'exact', version: 'e1' }] },
  policy: gatePolicySchema.parse({ environment: 'production' }),
  candidate: [{ type: 'prompt', name: 'support', version: 'v2' }],
  datasets: [
    {
      ...{ name: 'refunds', revision: 1, target: 'support', outcomes: 'random', baselinePerPair: 1 },
      rows: rowIds.map(row),
    },
  ],
})
const gateOf = (verdict: Verdict, subject: GateSubject) => ({
  id: 'g1',
  baseline: null,
  decision: {
    ...decideGate(continueEvidence(subject, [], [])),
    verdict,
    end: 'settled' as const,
    reason: 'as it went',
  },
})
const release = (name = 'support') => ({
  ...{ type: 'prompts' as const, id: 'r1' },
  targets: [{ type: 'prompt' as const, name, version: 'v2', number: 2 }],
})
const plain = {
  ...{ environment: 'production', release: release(), baseline: null, unusedDatasets: [] },
  ...{ isOverridden: false, isMeantUnprotected: false },
}

describe('what lets a release in', () => {
  const subject = subjectOf(['r1', 'r2'])

  it('is a pass over exactly what is there, before any word of a person', () => {
    const gate = gateOf('pass', subject)
    expect(decideDeployment({ ...plain, subject, gate })).toMatchObject({ ground: 'verdict', fix: '' })
    const all = { isOverridden: true, isMeantUnprotected: true }
    expect(decideDeployment({ ...plain, ...all, subject, gate }).ground).toBe('verdict')
    expect(decideDeployment({ ...plain, subject: subjectOf(['r1']), gate })).toMatchObject({
      ground: null,
      reason: expect.stringContaining('Row r2 of refunds is no longer active'),
    })
  })

  it('is never a pass where no row could have said no', () => {
    const empty = subjectOf([])
    const gate = gateOf('pass', empty)
    expect(decideDeployment({ ...plain, subject: empty, gate }).ground).toBeNull()
    expect(decideDeployment({ ...plain, subject: empty, gate, isMeantUnprotected: true }).ground).toBe('unprotected')
    expect(decideDeployment({ ...plain, subject, gate: null, isMeantUnprotected: true }).ground).toBeNull()
  })

  it('says which datasets an agent was left without, and what would protect it', () => {
    const agent = { type: 'http' as const, name: 'bot', version: '1.0', number: null }
    const external = { type: 'external' as const, id: 'r2', targets: [agent] }
    const unusedDatasets = ['refunds', 'tone']
    const question = { ...plain, release: external, unusedDatasets, subject: subjectOf([]), gate: null }
    const { reason, fix } = decideDeployment(question)
    expect(reason).toContain('Left out, since prompts name them as their protection: refunds, tone.')
    expect(fix).toMatch(/dataset that no prompt names.*--external bot@1\.0 --unprotected/)
    expect(decideDeployment({ ...question, release: release() }).reason).not.toContain('refunds')
  })

  it('says what changed since a gate failed or could not tell, by the numbers people know', () => {
    const [was, now] = ['a', 'b'].map((digit) => ({
      type: 'prompt' as const,
      name: 'support',
      version: digit.repeat(64),
    }))
    if (was === undefined || now === undefined) throw new Error('two versions were made')
    const baselineOf = (target: typeof was, number: number) => ({ ...release(), targets: [{ ...target, number }] })
    const question = { ...plain, subject: { ...subject, baseline: [now] }, baseline: baselineOf(now, 3) }
    const words = { fail: 'failed', inconclusive: 'is inconclusive' }
    for (const verdict of ['fail', 'inconclusive'] as const) {
      const gate = { ...gateOf(verdict, { ...subject, baseline: [was] }), baseline: baselineOf(was, 1) }
      expect(decideDeployment({ ...question, gate }).reason).toBe(
        `Gate g1 of support@2 ${words[verdict]}: as it went. And what is there has changed since. It compared with support@1; deployed is support@3.`,
      )
    }
  })

  it('or else is said with a command that can be pasted into a shell', () => {
    const { fix } = decideDeployment({ ...plain, release: release("Ann's prompt"), subject, gate: null })
    expect(fix).toBe(`pawl gate run --env production --prompt 'Ann'\\''s prompt@2'`)
    const failed = decideDeployment({ ...plain, subject, gate: gateOf('fail', subject) })
    expect(failed.fix).toMatch(/pawl gate show g1.*pawl gate run --env production --prompt support$/)
    const agent = { type: 'http' as const, name: 'bot', version: '1.0', number: null }
    const external = { type: 'external' as const, id: 'r2', targets: [agent] }
    expect(decideDeployment({ ...plain, release: external, subject, gate: null }).fix).toBe(
      'pawl gate run --env production --external bot@1.0',
    )
  })
})
