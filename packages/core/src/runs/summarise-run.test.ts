import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../testing/seeded-random.ts'
import { hasSharedData, readShared } from '../testing/shared-data.ts'
import { trialsFrom } from './__fixtures__/trial-line.ts'
import { decideTrialStatus } from './decide-trial-status.ts'
import { lastAttempts, planTrials, type TrialAttempt } from './plan-trials.ts'
import type { TrialScore } from './run-answers.ts'
import { summariseFigure } from './summarise-figures.ts'
import { summariseRun } from './summarise-run.ts'

const scores = (...outcomes: TrialScore['outcome'][]) => outcomes.map((outcome) => ({ outcome }))

describe('a trial', () => {
  const facts = { hasError: false, hasUnrecordedToolCall: false, scores: scores('pass', 'pass') }

  it('passes only when every evaluator passes it, and at least one does', () => {
    expect(decideTrialStatus(facts)).toBe('pass')
    expect(decideTrialStatus({ ...facts, scores: scores('pass', 'unknown') })).toBe('unknown')
    expect(decideTrialStatus({ ...facts, scores: [] })).toBe('unknown')
  })

  it('fails when one evaluator fails it, whatever the others could not tell', () => {
    expect(decideTrialStatus({ ...facts, scores: scores('unknown', 'fail', 'pass') })).toBe('fail')
  })

  it('that broke or asked for what was never recorded is neither a pass nor a fail', () => {
    expect(decideTrialStatus({ ...facts, hasError: true, scores: scores('fail') })).toBe('error')
    expect(decideTrialStatus({ ...facts, hasError: true, hasUnrecordedToolCall: true })).toBe('unrecorded_tool_call')
  })
})

describe('the summary of a run', () => {
  it('counts errors apart: they change no rate', () => {
    const clean = summariseRun([...trialsFrom('a', 'pppf'), ...trialsFrom('b', 'pp')])
    const broken = summariseRun([...trialsFrom('a', 'pppfeeu'), ...trialsFrom('b', 'ppt'), ...trialsFrom('c', 'e')])
    expect(broken.passRate).toEqual({ ...clean.passRate, unknown: 1 })
    expect(broken.passAllOf).toEqual(clean.passAllOf)
    expect(broken.trials).toEqual({ pass: 5, fail: 1, unknown: 1, error: 3, unrecorded_tool_call: 1 })
  })

  it('says where each row stands', () => {
    const letters = { a: 'pp', b: 'pfp', c: 'ffe', d: 'ete', e: 'eu', f: 'e' }
    const { rows, standings } = summariseRun(Object.entries(letters).flatMap(([id, text]) => trialsFrom(id, text)))
    expect(rows.map(({ standing }) => standing)).toEqual([
      'passing',
      'flaky',
      'failing',
      'unrecorded_tool_call',
      'unknown',
      'error',
    ])
    expect(standings).toMatchObject({ passing: 1, flaky: 1, failing: 1, missing: 0 })
    expect(rows[1]?.flakeRate).toBeCloseTo(2 / 3)
  })

  it('counts a trial once, by its last attempt', () => {
    const trials = [...trialsFrom('a', 'p', { attempt: 2 }), ...trialsFrom('a', 'e')]
    expect(lastAttempts(trials).map(({ status }) => status)).toEqual(['pass'])
    expect(summariseRun(trials).trials).toMatchObject({ pass: 1, error: 0 })
  })

  it('has the rate of each evaluator version of its own', () => {
    const score = (evaluator: string, outcome: TrialScore['outcome']): TrialScore => ({
      evaluator,
      evaluatorVersion: '1',
      outcome,
      score: null,
      reason: '',
    })
    const { evaluators } = summariseRun([
      ...trialsFrom('a', 'f', { scores: [score('json', 'pass'), score('tone', 'fail')] }),
      ...trialsFrom('b', 'p', { scores: [score('json', 'pass'), score('tone', 'pass')] }),
    ])
    expect(evaluators.map(({ evaluator, passRate }) => [evaluator, passRate.rate])).toEqual([
      ['json', 1],
      ['tone', 0.5],
    ])
  })

  it('knows nothing of a run without a decided trial, and says so', () => {
    const { passRate, passAllOf, flakeRate, latencyMs } = summariseRun(trialsFrom('a', 'eu'))
    expect(passRate).toMatchObject({ rate: null, interval: { low: 0, high: 1 } })
    expect([passAllOf, flakeRate, latencyMs.p50]).toEqual([[], null, null])
  })

  it('has an interval that holds the true rate about 95 times in 100, also when repeats of a row resemble each other', () => {
    const random = seededRandom(20_261_123)
    const [rowCount, trialCount, rounds] = [40, 6, 1500]
    for (const [spread, truth] of [
      [0.45, 0.5],
      [0.15, 0.8],
      [0, 0.9],
    ] as const) {
      let held = 0
      for (let round = 0; round < rounds; round++) {
        const lines = Array.from({ length: rowCount }, (_, row) => {
          const rate = truth + (random() < 0.5 ? spread : -spread)
          return trialsFrom(`r${row}`, Array.from({ length: trialCount }, () => (random() < rate ? 'p' : 'f')).join(''))
        })
        const { low, high } = summariseRun(lines.flat()).passRate.interval
        if (low <= truth && truth <= high) held++
      }
      expect(held / rounds).toBeGreaterThan(0.93)
      expect(held / rounds).toBeLessThanOrEqual(1)
    }
  })

  it.skipIf(!hasSharedData)('gives the published pass^k of a real agent (needs the recorded conversations)', () => {
    const lines = readShared('data/tau-airline/transcripts.jsonl')
      .split('\n')
      .filter((line) => line !== '')
    const trials = lines.flatMap((line) => {
      const { task_id: task, trial, reward } = JSON.parse(line) as { task_id: number; trial: number; reward: number }
      return trialsFrom(`task ${task}`, reward === 1 ? 'p' : 'f').map((made) => ({ ...made, trial: trial + 1 }))
    })
    const { passAllOf, standings } = summariseRun(trials)
    expect(passAllOf.map(({ rate }) => Number(rate?.toFixed(3)))).toEqual([0.42, 0.273, 0.22, 0.2])
    expect(standings.flaky).toBe(26)
  })
})

describe('pass^k and the flake rate', () => {
  it('are the shares among all ways to draw trials', () => {
    const letters = fc.string({ unit: fc.constantFrom('p', 'f'), minLength: 2, maxLength: 7 })
    fc.assert(
      fc.property(letters, (text) => {
        const { passAllOf, rows } = summariseRun(trialsFrom('a', text))
        const draws = (k: number, from: string): string[] =>
          k === 0 ? [''] : [...from].flatMap((one, at) => draws(k - 1, from.slice(at + 1)).map((rest) => one + rest))
        for (const { k, rate } of passAllOf) {
          const all = draws(k, text)
          expect(rate).toBeCloseTo(all.filter((draw) => !draw.includes('f')).length / all.length, 10)
        }
        const pairs = draws(2, text)
        expect(rows[0]?.flakeRate).toBeCloseTo(pairs.filter(([a, b]) => a !== b).length / pairs.length, 10)
      }),
    )
  })
})

describe('the figures of a run', () => {
  it('are quantiles as R, NumPy and spreadsheets give them', () => {
    // numpy.percentile([15, 20, 35, 40, 50], [50, 90, 95, 99])
    expect(summariseFigure([35, 20, null, 15, 50, 40])).toEqual({
      count: 5,
      missing: 1,
      sum: 160,
      mean: 32,
      min: 15,
      p50: 35,
      p90: 46,
      p95: 48,
      p99: expect.closeTo(49.6, 9),
      max: 50,
    })
  })

  it('never rank a quantile above a higher one', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: 0, max: 1e9 }), { minLength: 1 }), (values) => {
        const { min, p50, p90, p95, p99, max } = summariseFigure(values)
        const ranked = [min, p50, p90, p95, p99, max].map(Number)
        expect(ranked).toEqual([...ranked].sort((a, b) => a - b))
      }),
    )
  })
})

describe('the plan of a run', () => {
  it('never repeats a finished trial, and tries one in flight again under its number', () => {
    const attempts = [
      { rowId: 'a', trial: 1, attempt: 1, isFinished: true },
      { rowId: 'b', trial: 1, attempt: 2, isFinished: false },
      { rowId: 'b', trial: 1, attempt: 1, isFinished: false },
    ]
    expect(planTrials({ rowIds: ['a', 'b'], trialsPerRow: 2, attempts })).toEqual([
      { rowId: 'b', trial: 1, attempt: 3 },
      { rowId: 'a', trial: 2, attempt: 1 },
      { rowId: 'b', trial: 2, attempt: 1 },
    ])
  })

  it('ends with every trial finished once, wherever it crashes', () => {
    const rowIds = ['a', 'b', 'c']
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 8 }), (crashes) => {
        const attempts: TrialAttempt[] = []
        for (const finishedBefore of [...crashes, 9]) {
          for (const [index, planned] of planTrials({ rowIds, trialsPerRow: 3, attempts }).entries()) {
            if (index > finishedBefore) break
            attempts.push({ ...planned, isFinished: index < finishedBefore })
          }
        }
        const finished = attempts.filter(({ isFinished }) => isFinished).map(({ rowId, trial }) => `${rowId}${trial}`)
        expect(finished.sort()).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'c1', 'c2', 'c3'])
        expect(new Set(attempts.map(({ rowId, trial, attempt }) => `${rowId}${trial}${attempt}`)).size).toBe(
          attempts.length,
        )
      }),
    )
  })
})
