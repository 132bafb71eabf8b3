import { describe, expect, it } from 'vitest'
import { coverageOf, type GateSubject, gateSeed, makeGateSubject, type SubjectFacts } from '../../index.ts'
import { rowsOf, type SampleGate, sampleSubject } from '../__fixtures__/sample-gate.ts'

const covered: SampleGate = { datasets: [{ rows: rowsOf(3) }], baseline: 'v1' }
const was = sampleSubject(covered)
const changesTo = (current: GateSubject) =>
  coverageOf({ subject: was }, current).changes.map(({ kind, name }) => [kind, name])

describe('what a verdict covers', () => {
  it('is what it was about, whatever came of drafts, roles and the order of trials', () => {
    expect(coverageOf({ subject: was }, sampleSubject(covered))).toEqual({ isCovered: true, changes: [] })
    const rows = rowsOf(3, { role: 'holds_live' })
    expect(changesTo(sampleSubject({ ...covered, datasets: [{ rows }], seed: 'other' }))).toEqual([])
    expect(changesTo({ ...was, datasets: was.datasets.map((dataset) => ({ ...dataset, revision: 99 })) })).toEqual([])
  })

  it('is no other version, baseline, policy or evaluator', () => {
    expect(changesTo(sampleSubject({ ...covered, candidate: 'v3' }))).toEqual([['candidate_changed', '']])
    expect(changesTo(sampleSubject({ ...covered, baseline: null }))).toEqual([['baseline_changed', '']])
    expect(changesTo({ ...was, evaluators: [{ name: 'exact', version: 'e2' }] })).toEqual([
      ['evaluator_changed', 'exact'],
    ])
    const { changes, isCovered } = coverageOf({ subject: was }, sampleSubject({ ...covered, policy: { maxDrop: 0.2 } }))
    expect({ isCovered, message: changes[0]?.message }).toEqual({
      isCovered: false,
      message: 'The policy of production changed: maxDrop',
    })
  })

  it('is no row that was added, edited, or taken away since, and says which', () => {
    const rows = [...rowsOf(2), { rowId: 'r9' }].map((row) => (row.rowId === 'r1' ? { ...row, revision: 2 } : row))
    expect(changesTo(sampleSubject({ ...covered, datasets: [{ rows }] }))).toEqual([
      ['row_edited', 'r1'],
      ['row_added', 'r9'],
      ['row_removed', 'r2'],
    ])
    const looser = rowsOf(3, { required: 0.8 })
    expect(changesTo(sampleSubject({ ...covered, datasets: [{ rows: looser }] })).map(([kind]) => kind)).toEqual(
      Array(3).fill('row_edited'),
    )
  })

  it('is no dataset that came or went, or is run in another way', () => {
    const datasets = [{ name: 'tone', rows: rowsOf(1) }]
    expect(changesTo(sampleSubject({ ...covered, datasets }))).toEqual([
      ['dataset_added', 'tone'],
      ['dataset_removed', 'refunds'],
    ])
    const fixed = [{ rows: rowsOf(3), outcomes: 'fixed' as const }]
    expect(changesTo(sampleSubject({ ...covered, datasets: fixed }))).toEqual([['dataset_changed', 'refunds']])
  })
})

describe('what a gate is about', () => {
  const row = {
    ...{ id: 'a', revision: 4, testHash: 'test', testedSince: 3, status: 'active', priority: 'blocking', labels: [] },
    ...{ requiredPassProbability: null, passFloor: null, proof: null, evaluators: ['tone', 'exact'], live: null },
  } as const satisfies SubjectFacts['datasets'][number]['rows'][number]
  const target = (version: string) => ({ type: 'prompt', name: 'support', version }) as const
  const settings = { revision: 7, target: 'support', outcomes: 'random', baselinePerPair: 1 } as const
  const facts: SubjectFacts = {
    policy: was.policy,
    candidate: [target('v2')],
    baseline: [target('v1')],
    evaluators: [
      { name: 'unused', version: 'u1' },
      { name: 'tone', version: 't1' },
      { name: 'exact', version: 'e1' },
    ],
    datasets: [{ ...settings, name: 'refunds', rows: [row] }],
  }
  const proof = (rowRevision: number, failedBefore = 3) => ({
    ...{ rowRevision, evaluators: [], required: 0.9, floor: 0.5, errorRate: 0.05, provedBy: 'Ada', isErased: false },
    before: { runId: 'r', target: 'v0', passed: 0, failed: failedBefore, unknown: 0, errors: 0, trials: [] },
    after: { runId: 's', target: 'v1', passed: 6, failed: 0, unknown: 0, errors: 0, trials: [] },
    provedAt: '2026-03-01T10:00:00Z',
  })
  const roleOf = (more: Partial<typeof facts> & { row?: object }) => {
    const rows = [{ ...row, ...more.row }] as SubjectFacts['datasets'][number]['rows']
    const subject = makeGateSubject({ ...facts, ...more, datasets: [{ ...settings, name: 'refunds', rows }] })
    return subject.datasets[0]?.rows[0]?.role
  }

  it('is the active rows of the datasets that protect, in a fixed order, with the versions of their evaluators', () => {
    const rows = [{ ...row, id: 'b' }, row, { ...row, id: 'c', status: 'draft' as const }]
    const policy = { ...facts.policy, datasets: ['refunds'] }
    const datasets = [
      { ...settings, name: 'refunds', rows },
      { ...settings, name: 'other', rows },
    ]
    const subject = makeGateSubject({ ...facts, policy, datasets })
    expect(subject.datasets.map(({ name, rows }) => [name, rows.map(({ rowId }) => rowId)])).toEqual([
      ['refunds', ['a', 'b']],
    ])
    expect(subject.evaluators.map(({ name }) => name)).toEqual(['exact', 'tone'])
    expect(subject.seed).toBe(gateSeed(subject))
    const turned = { ...facts, policy, datasets: datasets.toReversed(), evaluators: facts.evaluators.toReversed() }
    expect(makeGateSubject(turned)).toEqual(subject)
  })

  it('lets a row block once a good version is known to pass it, by proof or on what is live', () => {
    expect(roleOf({})).toBe('unproven')
    expect(roleOf({ row: { live: { passed: 6, failed: 0 } } })).toBe('holds_live')
    expect(roleOf({ row: { live: { passed: 5, failed: 0 } } })).toBe('unproven')
    expect(roleOf({ row: { proof: proof(3) } })).toBe('proof')
    expect(roleOf({ row: { proof: proof(3), priority: 'advisory' } })).toBe('advisory')
  })

  it('takes no proof of another test, and none that proved nothing', () => {
    expect(roleOf({ row: { proof: proof(2) } })).toBe('unproven')
    expect(roleOf({ row: { proof: proof(3, 1) } })).toBe('unproven')
  })

  it('lets every row block that is meant to where nothing is deployed, and keeps a proof when more is asked for', () => {
    expect(roleOf({ baseline: [] })).toBe('nothing_deployed')
    const policy = { ...facts.policy, requiredPassProbability: 0.99, passFloor: 0.9 }
    expect(roleOf({ policy, row: { proof: proof(3) } })).toBe('proof')
  })
})
