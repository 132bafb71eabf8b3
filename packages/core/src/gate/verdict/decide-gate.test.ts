import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  continueEvidence,
  decideGate,
  type GateEvidence,
  gateVerdictSchema,
  nextTrials,
  verifyVerdict,
} from '../../index.ts'
import { seededRandom } from '../../testing/seeded-random.ts'
import {
  type Behavior,
  driveGate,
  rowsOf,
  sampleEvidence,
  sampleSubject,
  sampleTrial,
} from '../__fixtures__/sample-gate.ts'

const all =
  (outcome: 'pass' | 'fail'): Behavior =>
  () =>
    outcome

/** A model: each trial passes with the probability of its row, and would do the same again. */
function model(seed: number, rateOf: (rowId: string, use: string) => number): Behavior {
  return ({ use, rowId, trial }) => {
    let mixed = seed
    for (const letter of `${use} ${rowId} ${trial}`) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x9e3779b1)
    return seededRandom(mixed)() < rateOf(rowId, use) ? 'pass' : 'fail'
  }
}

const withBaseline = (rows = 8) => ({ datasets: [{ rows: rowsOf(rows) }], baseline: 'v1' })

describe('a verdict', () => {
  it('passes when every blocking row holds, with six calls a row where nothing fails', () => {
    const verdict = decideGate(driveGate(sampleEvidence(), { behavior: all('pass') }))
    expect(verdict).toMatchObject({ verdict: 'pass', end: 'settled', isUnprotected: false, trials: 18 })
    expect(verdict.reason).toBe('3 blocking rows hold')
    expect(verdict.rows[0]).toMatchObject({
      state: 'holds',
      passed: 6,
      reason: 'Shown more likely than 0.5 to pass (6 of 6 passed)',
    })
    expect(verdict.rows[0]?.logEvalues.at(-1)).toBeGreaterThan(verdict.bounds.holdsAt)
    expect(gateVerdictSchema.parse(JSON.parse(JSON.stringify(verdict)))).toEqual(verdict)
  })

  it('fails by one broken row, names it, and runs no more', () => {
    const behavior: Behavior = ({ rowId }) => (rowId === 'r5' ? 'fail' : 'pass')
    const verdict = decideGate(driveGate(sampleEvidence({ datasets: [{ rows: rowsOf(30) }] }), { behavior }))
    expect(verdict).toMatchObject({ verdict: 'fail', end: 'settled' })
    expect(verdict.reason).toMatch(/^Row r5 of refunds is broken: it passed 0 of \d trials$/)
    expect(verdict.trials).toBeLessThan(40)
    expect(verdict.notRun.rowIds.length + verdict.rows.filter((row) => row.passed + row.failed > 0).length).toBe(30)
    if (verdict.notRun.rowIds.length > 0) expect(verdict.notRun.reason).toMatch(/^Not needed/)
  })

  it('needs the datasets too where something is deployed, and fails by one that is worse', () => {
    const pass = decideGate(driveGate(sampleEvidence(withBaseline()), { behavior: all('pass') }))
    expect(pass).toMatchObject({
      verdict: 'pass',
      reason: '8 blocking rows hold; 1 dataset is not worse than what is deployed',
    })
    expect(pass.datasets[0]).toMatchObject({ state: 'pass', rowsSeen: 8, meanChange: 0, dropProvenAt: null })
    const worse: Behavior = ({ use, trial }) => (use === 'set' && trial % 2 === 0 ? 'fail' : 'pass')
    const fail = decideGate(driveGate(sampleEvidence(withBaseline()), { behavior: worse }))
    expect(fail).toMatchObject({ verdict: 'fail', datasets: [{ state: 'fail' }] })
    expect(fail.reason).toMatch(/^Dataset refunds is worse than what is deployed: \d+\.\d points over \d+ pairs$/)
  })

  it('shows how the error rate is shared out, and gives it all to the rows where there is nothing else', () => {
    const rowsAlone = decideGate(sampleEvidence())
    expect(rowsAlone.errorRates.fail).toMatchObject({ rows: 0.05, setsAndLimits: 0 })
    expect(rowsAlone.datasets).toMatchObject([{ state: 'not_tested', reason: 'Nothing is deployed to compare with' }])
    const limits = { cost: 0.2, latency: 0.5, tokens: null }
    const { errorRates } = decideGate(sampleEvidence({ ...withBaseline(10), policy: { limits } }))
    expect(errorRates).toEqual({
      errorRate: 0.05,
      pass: { eachRow: 0.05, eachSet: 0.05, eachLimit: 0.05 },
      fail: { rows: 0.025, eachRow: 0.0025, setsAndLimits: 0.025, eachSetOrLimit: 0.025 / 3 },
    })
  })

  it('is unprotected, and no pass, without an active row, and where none can stop the release', () => {
    const empty = decideGate(sampleEvidence({ datasets: [{ rows: [] }], baseline: 'v1' }))
    expect(empty).toMatchObject({ verdict: 'inconclusive', isUnprotected: true, end: 'unprotected' })
    const advisory = decideGate(sampleEvidence({ datasets: [{ rows: rowsOf(2, { role: 'advisory' }) }] }))
    expect(advisory).toMatchObject({ verdict: 'inconclusive', isUnprotected: true, advisoryRows: [{}, {}] })
    expect(nextTrials(sampleEvidence({ datasets: [{ rows: [] }] }), 5)).toEqual([])
  })

  it('takes an error for neither side: tried again, then inconclusive, and again when the gate is started again', () => {
    const outage: Behavior = ({ rowId }) => (rowId === 'r1' ? 'error' : 'pass')
    const first = driveGate(sampleEvidence(), { behavior: outage })
    expect(first.trials.filter(({ rowId }) => rowId === 'r1')).toHaveLength(3)
    expect(decideGate(first)).toMatchObject({ verdict: 'inconclusive', end: 'no_outcome' })
    expect(nextTrials(first, 5)).toEqual([])
    const again = continueEvidence(first.subject, [first], [])
    expect(again.starts).toBe(2)
    const mended = driveGate(again, { behavior: all('pass') })
    expect(decideGate(mended)).toMatchObject({ verdict: 'pass', starts: 2 })
    expect(mended.trials.filter(({ status }) => status === 'pass')).toHaveLength(18)
  })

  it('lets no unfit judge decide a blocking row, and makes no call for it', () => {
    const subject = sampleSubject({ datasets: [{ rows: rowsOf(2, { evaluators: ['exact', 'tone'] }) }] })
    const evidence = continueEvidence(subject, [], ['tone'])
    const verdict = decideGate(evidence)
    expect(verdict).toMatchObject({ verdict: 'inconclusive', end: 'unfit_judge' })
    expect(verdict.reason).toContain('tone may not decide')
    expect(nextTrials(evidence, 4)).toEqual([])
  })

  it('takes a trial for a pass only when every evaluator of the row passed it', () => {
    const datasets = [{ rows: rowsOf(1, { evaluators: ['exact', 'tone'] }) }]
    const half: Behavior = ({ use, rowId, trial, attempt }) =>
      sampleTrial(use, rowId, { trial, attempt, outcome: 'pass' })
    expect(decideGate(driveGate(sampleEvidence({ datasets }), { behavior: half }))).toMatchObject({ end: 'no_outcome' })
  })

  it('stops at the most trials and the most money of its policy, and goes on from there when started again', () => {
    for (const policy of [{ maxTrials: 7 }, { maxCostUsd: 0.07 }]) {
      const first = driveGate(sampleEvidence({ policy }), { behavior: all('pass'), concurrency: 3 })
      expect(decideGate(first)).toMatchObject({ verdict: 'inconclusive', end: 'spending_limit' })
      expect(first.trials.length).toBeLessThanOrEqual(9)
      const second = driveGate(continueEvidence(first.subject, [first], []), { behavior: all('pass') })
      expect(second.trials.length).toBe(first.trials.length + 7)
    }
  })

  it('keeps limits on figures, and fails by one that is exceeded', () => {
    const gate = { ...withBaseline(), policy: { limits: { cost: 0.2 } } }
    const costs =
      (ofCandidate: number): Behavior =>
      ({ use, rowId, trial }) => {
        return sampleTrial(use, rowId, { trial, outcome: 'pass', costUsd: use === 'baseline' ? 0.01 : ofCandidate })
      }
    expect(decideGate(driveGate(sampleEvidence(gate), { behavior: costs(0.011) }))).toMatchObject({
      verdict: 'pass',
      limits: [{ figure: 'cost', state: 'within', increase: 0.1 }],
    })
    expect(decideGate(driveGate(sampleEvidence(gate), { behavior: costs(0.02) }))).toMatchObject({
      verdict: 'fail',
      reason: 'On dataset refunds, cost is 100 % over the baseline, more than the policy allows',
    })
    const unpriced: Behavior = ({ use, rowId, trial }) =>
      sampleTrial(use, rowId, { trial, outcome: 'pass', costUsd: null })
    expect(decideGate(driveGate(sampleEvidence(gate), { behavior: unpriced }))).toMatchObject({ end: 'unmeasured' })
  })

  it('needs one call for each row, and each row once, where outcomes are fixed', () => {
    const datasets = [{ rows: rowsOf(40), outcomes: 'fixed' as const }]
    const done = driveGate(sampleEvidence({ datasets, baseline: 'v1' }), { behavior: all('pass') })
    expect(decideGate(done)).toMatchObject({ verdict: 'pass', datasets: [{ state: 'pass' }] })
    expect(done.trials.length).toBeLessThanOrEqual(3 * 40)
    expect(done.trials.every(({ trial }) => trial === 1)).toBe(true)
  })
})

describe('trials at once', () => {
  it('give the verdict of one call after the other, whichever ends first', () => {
    const gates = fc.record({
      seed: fc.nat(),
      concurrency: fc.integer({ min: 2, max: 12 }),
      rate: fc.constantFrom(1, 0.95, 0.8, 0.5),
      picks: fc.nat(),
    })
    fc.assert(
      fc.property(gates, ({ seed, concurrency, rate, picks }) => {
        const gate = { datasets: [{ rows: rowsOf(6) }], baseline: 'v1', seed: `${seed}`, policy: { maxDrop: 0.2 } }
        const behavior = model(seed, (rowId) => (rowId === 'r2' ? rate : 1))
        const one = driveGate(sampleEvidence(gate), { behavior })
        const next = seededRandom(picks)
        const pick = (count: number) => Math.floor(next() * count)
        const many = driveGate(sampleEvidence(gate), { behavior, concurrency, pick })
        const [alone, together] = [decideGate(one), decideGate(many)]
        for (const verdict of [alone, together]) expect(['pass', 'fail', 'inconclusive']).toContain(verdict.verdict)
        const decided = ({ verdict, end, reason, rows, datasets }: typeof alone) => ({
          ...{ verdict, end, reason, datasets },
          rows: rows.map(({ notLookedAt: _, ...row }) => row),
        })
        expect(decided(together)).toEqual(decided(alone))
      }),
      { numRuns: 40 },
    )
  })

  it('asks for no trial twice, and for all it asks in the same order again', () => {
    const evidence = sampleEvidence(withBaseline())
    const needs = nextTrials(evidence, 60)
    expect(needs).toHaveLength(60)
    expect(new Set(needs.map(({ use, rowId, trial }) => `${use} ${rowId} ${trial}`)).size).toBe(60)
    expect(nextTrials(evidence, 60)).toEqual(needs)
    expect(nextTrials(evidence, 7)).toEqual(needs.slice(0, 7))
    expect(nextTrials(sampleEvidence({ ...withBaseline(), seed: 'another' }), 60)).not.toEqual(needs)
  })

  it('wastes few calls: eight at once make at most eight more than one at a time', () => {
    const behavior = model(5, () => 0.97)
    const gate = { datasets: [{ rows: rowsOf(40) }] }
    const [one, eight] = [1, 8].map(
      (concurrency) => driveGate(sampleEvidence(gate), { behavior, concurrency }).trials.length,
    )
    expect((eight ?? 0) - (one ?? 0)).toBeLessThanOrEqual(8)
  })
})

describe('evidence that goes on', () => {
  it('is finished by a gate that was killed at any moment without one call made twice', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 60 }), (seed, most) => {
        const behavior = model(seed, () => 0.9)
        const whole = driveGate(sampleEvidence({ seed: `${seed}` }), { behavior })
        const cut = driveGate(sampleEvidence({ seed: `${seed}` }), { behavior, most })
        const rest = driveGate(cut, { behavior })
        expect(rest.trials).toEqual(whole.trials)
      }),
      { numRuns: 30 },
    )
  })

  it('turns no fail into anything else, however often the gate is started', () => {
    let evidence = driveGate(sampleEvidence(), { behavior: ({ rowId }) => (rowId === 'r0' ? 'fail' : 'pass') })
    for (let start = 0; start < 5; start++) {
      evidence = driveGate(continueEvidence(evidence.subject, [evidence], []), { behavior: all('pass') })
      expect(decideGate(evidence).verdict).toBe('fail')
    }
  })

  it('turns no pass into a fail by more passes, or by a fail that was a pass', () => {
    const changed = fc.record({ seed: fc.nat({ max: 1000 }), at: fc.nat() })
    fc.assert(
      fc.property(changed, ({ seed, at }) => {
        const gate = { datasets: [{ rows: rowsOf(5) }], baseline: 'v1', policy: { maxDrop: 0.3 } }
        const evidence = driveGate(sampleEvidence(gate), { behavior: model(seed, () => 0.93) })
        if (decideGate(evidence).verdict !== 'pass') return
        const fails = evidence.trials.filter(({ use, status }) => use !== 'baseline' && status === 'fail')
        const flipped = fails[at % Math.max(1, fails.length)]
        const better = evidence.trials.map((trial) => {
          return trial === flipped
            ? sampleTrial(trial.use, trial.rowId, { trial: trial.trial, outcome: 'pass' })
            : trial
        })
        const more = rowsOf(5).flatMap(({ rowId }) =>
          [30, 31].map((trial) => sampleTrial('row', rowId, { trial, outcome: 'pass' })),
        )
        expect(decideGate({ ...evidence, trials: better }).verdict).not.toBe('fail')
        expect(decideGate({ ...evidence, trials: [...evidence.trials, ...more] }).verdict).toBe('pass')
      }),
      { numRuns: 60 },
    )
  })

  it('is carried over an edit of another row and of the policy, and not over one of the row itself', () => {
    const done = driveGate(sampleEvidence({ datasets: [{ rows: rowsOf(3) }] }), { behavior: all('pass') })
    const edited = rowsOf(3).map((row) =>
      row.rowId === 'r1' ? { ...row, revision: 2, testHash: 'another test' } : row,
    )
    const next = continueEvidence(
      sampleSubject({ datasets: [{ rows: edited }], policy: { errorRate: 0.01 } }),
      [done],
      [],
    )
    expect(next).toMatchObject({ starts: 1, startedWith: { trials: 12 } })
    expect(next.trials.some(({ rowId }) => rowId === 'r1')).toBe(false)
    const relabelled = rowsOf(3).map((row) => ({ ...row, revision: 9 }))
    expect(continueEvidence(sampleSubject({ datasets: [{ rows: relabelled }] }), [done], []).trials).toHaveLength(18)
    expect(continueEvidence(sampleSubject({ candidate: 'v3' }), [done], []).trials).toHaveLength(0)
  })

  it('serves as the baseline of the next gate, set trials only', () => {
    const done = driveGate(sampleEvidence(withBaseline()), { behavior: all('pass') })
    const next = continueEvidence(sampleSubject({ ...withBaseline(), baseline: 'v2', candidate: 'v3' }), [done], [])
    const made = done.trials.filter(({ use }) => use === 'set').length
    expect(next.trials.map(({ use }) => use)).toEqual(Array<string>(made).fill('baseline'))
  })
})

describe('the check of a stored verdict', () => {
  const evidence = driveGate(sampleEvidence({ ...withBaseline(4), policy: { maxDrop: 0.2 } }), {
    behavior: model(3, () => 0.97),
  })
  const verdict = decideGate(evidence)
  const stored = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value

  it('finds the verdict again from evidence that was stored, in whatever order', () => {
    const next = seededRandom(8)
    const trials = [...stored(evidence).trials].sort(() => next() - 0.5)
    expect(verifyVerdict({ ...stored(evidence), trials }, stored(verdict))).toEqual({ isValid: true, problems: [] })
  })

  it('finds any change of the verdict', () => {
    const paths = leafPaths(stored(verdict))
    fc.assert(
      fc.property(fc.constantFrom(...paths), (path) => {
        const changed = stored(verdict)
        changeAt(changed, path)
        expect(verifyVerdict(evidence, changed).isValid).toBe(false)
      }),
    )
  })

  it('finds a trial that was removed, turned round or added', () => {
    const looked = evidence.trials.length
    fc.assert(
      fc.property(fc.nat({ max: looked - 1 }), fc.constantFrom('remove', 'flip', 'add'), (at, how) => {
        expect(verifyVerdict(tampered(evidence, at, how), verdict).isValid).toBe(false)
      }),
    )
  })
})

function tampered(evidence: GateEvidence, at: number, how: string): GateEvidence {
  const trials = [...evidence.trials]
  const trial = trials[at]
  if (trial === undefined) return evidence
  const outcome = trial.status === 'pass' ? 'fail' : 'pass'
  if (how === 'remove') trials.splice(at, 1)
  else if (how === 'flip') trials[at] = sampleTrial(trial.use, trial.rowId, { trial: trial.trial, outcome })
  else trials.push(sampleTrial(trial.use, trial.rowId, { trial: trial.trial, attempt: 2, outcome: 'pass' }))
  return { ...evidence, trials }
}

type Path = readonly (string | number)[]

function leafPaths(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at]
  return Object.entries(value).flatMap(([key, item]) => leafPaths(item, [...at, key]))
}

function changeAt(value: unknown, [step, ...rest]: Path): void {
  const holder = value as Record<string, unknown>
  if (step === undefined) return
  const leaf = holder[step]
  if (rest.length > 0) changeAt(leaf, rest)
  else holder[step] = typeof leaf === 'number' ? leaf + 1 : typeof leaf === 'boolean' ? !leaf : `${String(leaf)}x`
}
