import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { EvaluatorAccuracy, JudgeCounts, LabelQueue } from '@pawl/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { EvaluatorsUnderTest } from '../testing/evaluators-under-test.ts'

let test: EvaluatorsUnderTest
beforeAll(async () => {
  test = await EvaluatorsUnderTest.start()
}, 60_000)
afterEach(() => test.reset())
afterAll(() => test.close())

const definition = { kind: 'contains', mode: 'any', values: ['refund'] }
const create = (name: string, fields: object = { definition }) =>
  test.json(201, ['POST', '/api/evaluators'], { json: { name, ...fields } })
const judged = (outcome: string, score: number | null = outcome === 'pass' ? 1 : 0) => ({
  result: { outcome, score, reason: 'as recorded' },
})
const addSubjects = (evaluator: string, subjects: readonly object[]) =>
  test.json<{ subjectIds: string[]; addedCount: number }>(201, ['POST', '/api/labels/subjects'], {
    json: { evaluator, subjects },
  })
const addLabels = (labels: readonly object[], person = 'Ada') =>
  test.json<{ labels: { id: string }[] }>(201, ['POST', '/api/labels'], { json: { labels }, person })
const queueOf = (evaluator: string, limit = 20) =>
  test.json<LabelQueue>(200, ['GET', `/api/labels/queue?evaluator=${evaluator}&limit=${limit}`])
const accuracyOf = (evaluator: string, query = '') =>
  test.json<EvaluatorAccuracy>(200, ['GET', `/api/evaluators/${evaluator}/accuracy${query}`])

describe('labels', () => {
  beforeEach(() => create('refunds'))
  const text = (value: string) => ({ subject: { output: { text: value } }, source: { traceId: 'a'.repeat(32) } })

  it('are about copies of outputs, each of which is there once', async () => {
    const first = await addSubjects('refunds', [text('a'), text('b'), text('a')])
    expect(first.addedCount).toBe(2)
    expect(first.subjectIds[0]).toBe(first.subjectIds[2])
    const again = await addSubjects('refunds', [text('b'), text('c')])
    expect(again).toMatchObject({ addedCount: 1 })
    expect(again.subjectIds[0]).toBe(first.subjectIds[1])
  })

  it('say who found what, newest first; a later one of the same person replaces the earlier', async () => {
    const { subjectIds } = await addSubjects('refunds', [text('a'), text('\u0000')])
    await addLabels([{ subjectId: subjectIds[0], outcome: 'pass' }])
    test.now = new Date('2026-03-01T12:00:05Z')
    await addLabels([
      { subjectId: subjectIds[0], outcome: 'fail', note: 'no day' },
      { subjectId: subjectIds[1], outcome: 'pass', person: 'Grace' },
    ])
    const { labels } = await test.json<{ labels: object[] }>(200, ['GET', '/api/labels?evaluator=refunds'])
    expect(labels).toHaveLength(2)
    expect(labels).toContainEqual(
      expect.objectContaining({ person: 'Ada', outcome: 'fail', note: 'no day', subject: { output: { text: 'a' } } }),
    )
    const page = await test.json(200, ['GET', '/api/labels?evaluator=refunds&limit=1'])
    const next = await test.json(200, ['GET', `/api/labels?evaluator=refunds&limit=1&cursor=${page.nextCursor}`])
    expect([...(page.labels as object[]), ...(next.labels as object[])]).toEqual(labels)
    expect(next.nextCursor).toBeNull()
  })

  it('can be taken back, and stay within their project', async () => {
    const { subjectIds } = await addSubjects('refunds', [text('a')])
    const { labels } = await addLabels([{ subjectId: subjectIds[0], outcome: 'pass' }])
    const id = labels[0]?.id
    expect((await test.call('DELETE', `/api/labels/${id}`, { project: 'other' })).status).toBe(404)
    const json = { labels: [{ subjectId: subjectIds[0], outcome: 'pass' }] }
    expect((await test.call('POST', '/api/labels', { json, project: 'other' })).status).toBe(404)
    expect((await test.call('DELETE', `/api/labels/${id}`)).status).toBe(204)
    expect((await queueOf('refunds')).waitingCount).toBe(1)
  })

  it.each([
    ['an unknown evaluator', { evaluator: 'nothing', subjects: [text('a')] }, 404],
    [
      'a version that is not its own',
      { evaluator: 'refunds', subjects: [{ ...text('a'), judgement: { ...judged('pass'), versionId: 'abcdef12' } }] },
      404,
    ],
    ['no subject', { evaluator: 'refunds', subjects: [] }, 400],
  ])('refuse %s', async (_, json, status) => {
    expect((await test.call('POST', '/api/labels/subjects', { json })).status).toBe(status)
  })

  it('come from a queue with the unsure ones first, and what was labelled leaves it', async () => {
    await addSubjects('refunds', [
      ...Array.from({ length: 30 }, (_, i) => ({ ...text(`p${i}`), judgement: judged('pass') })),
      ...Array.from({ length: 6 }, (_, i) => ({ ...text(`f${i}`), judgement: judged('fail') })),
      ...Array.from({ length: 2 }, (_, i) => ({ ...text(`u${i}`), judgement: judged('unknown', null) })),
      text('not judged'),
    ])
    const queue = await queueOf('refunds', 50)
    expect(queue).toMatchObject({ waitingCount: 39, labelledCount: 0, labelsStillNeeded: null })
    expect(queue.items).toHaveLength(39)
    expect(new Set(queue.items.map(({ subjectId }) => subjectId)).size).toBe(39)
    expect(queue.items.slice(0, 2).map(({ why }) => why)).toEqual(['judge_unsure', 'judge_unsure'])
    expect(queue.items.slice(2, 12).filter(({ why }) => why === 'judge_failed').length).toBeGreaterThan(3)
    const [first] = queue.items
    await addLabels([{ subjectId: first?.subjectId, outcome: 'fail' }])
    const after = await queueOf('refunds', 50)
    expect(after).toMatchObject({ waitingCount: 38, labelledCount: 1 })
    expect(after.items.map(({ subjectId }) => subjectId)).not.toContain(first?.subjectId)
  })

  it('on which people disagree evenly are left out of what a judge is measured by', async () => {
    const { subjectIds } = await addSubjects('refunds', [{ ...text('a'), judgement: judged('pass') }])
    await addLabels([{ subjectId: subjectIds[0], outcome: 'pass' }])
    await addLabels([{ subjectId: subjectIds[0], outcome: 'fail' }], 'Grace')
    expect(await accuracyOf('refunds')).toMatchObject({ comparedCount: 0, disputedCount: 1, isFit: false })
    await addLabels([{ subjectId: subjectIds[0], outcome: 'pass' }], 'Edsger')
    expect(await accuracyOf('refunds')).toMatchObject({ comparedCount: 1, disputedCount: 0 })
  })

  it('measure each version by what it said itself', async () => {
    const { subjectIds } = await addSubjects('refunds', [text('refund'), text('money')])
    await addLabels(subjectIds.map((subjectId) => ({ subjectId, outcome: 'pass' })))
    expect(await accuracyOf('refunds')).toMatchObject({ comparedCount: 0, notJudgedCount: 2 })
    expect(await test.json(200, ['POST', '/api/evaluators/refunds/judge'], { json: {} })).toMatchObject({
      judgedCount: 2,
      leftCount: 0,
    })
    expect(await accuracyOf('refunds')).toMatchObject({ comparedCount: 2, sensitivity: { rate: 0.5, count: 2 } })
    await test.json(201, ['POST', '/api/evaluators/refunds/versions'], {
      json: { definition: { ...definition, values: ['money', 'refund'] } },
    })
    expect(await accuracyOf('refunds')).toMatchObject({ number: 2, comparedCount: 0 })
    await test.json(200, ['POST', '/api/evaluators/refunds/judge'], { json: { limit: 1 } })
    await test.json(200, ['POST', '/api/evaluators/refunds/judge'], { json: {} })
    expect(await accuracyOf('refunds')).toMatchObject({ comparedCount: 2, sensitivity: { rate: 1 } })
    expect(await accuracyOf('refunds', '?number=1')).toMatchObject({ sensitivity: { rate: 0.5 } })
  })

  it('say how often a pairwise judge follows the order', async () => {
    const choices = (outputFirst: string, referenceFirst: string) => ({
      ...judged('pass'),
      choices: { outputFirst, referenceFirst },
    })
    await addSubjects('refunds', [
      { ...text('a'), judgement: choices('output', 'output') },
      { ...text('b'), judgement: choices('output', 'reference') },
    ])
    expect(await accuracyOf('refunds')).toMatchObject({
      orderSwap: { rate: 0.5, pairCount: 2, alwaysFirst: 1, alwaysLast: 0 },
    })
  })
})

const votesDirectory = fileURLToPath(new URL('../../../../../../shared/data/judge-human/', import.meta.url))
const files = existsSync(votesDirectory) ? readdirSync(votesDirectory).filter((name) => name.endsWith('.json')) : []

interface Vote {
  readonly model_a: string
  readonly human_winner: string
  readonly judge_pick: 'A' | 'B' | null
}

/** A pass is a win of the model that all pairings have. */
function votesIn(file: string): { human: 'pass' | 'fail'; judge: 'pass' | 'fail' }[] {
  const votes = JSON.parse(readFileSync(`${votesDirectory}${file}`, 'utf8')) as Vote[]
  return votes.flatMap(({ model_a, human_winner, judge_pick }) => {
    if (judge_pick === null) return []
    const isFirst = model_a === 'claude-opus-4-20250514'
    const human = (human_winner === 'model_a') === isFirst ? 'pass' : 'fail'
    return [{ human, judge: (judge_pick === 'A') === isFirst ? 'pass' : 'fail' }]
  })
}

describe.skipIf(files.length === 0)(
  'two judges against 876 human votes (skipped without ../shared)',
  { timeout: 120_000 },
  () => {
    const importVotes = async (name: string, file: string, labelled: (index: number) => boolean) => {
      const votes = votesIn(file)
      await create(name)
      const { subjectIds } = await addSubjects(
        name,
        votes.map(({ judge }, index) => ({
          subject: { output: { text: `answer ${index}` } },
          judgement: judged(judge),
        })),
      )
      const labels = votes.flatMap(({ human }, index) =>
        labelled(index) ? [{ subjectId: subjectIds[index], outcome: human, person: 'voter' }] : [],
      )
      await addLabels(labels)
      return votes
    }

    it('agree little more than by chance, and none of them may decide a gate', async () => {
      const found: EvaluatorAccuracy[] = []
      for (const [index, file] of files.entries()) {
        const votes = await importVotes(`judge-${index}`, file, () => true)
        const accuracy = await accuracyOf(`judge-${index}`)
        const counts = countVotes(votes)
        expect(accuracy.comparedCount).toBe(votes.length)
        expect(accuracy.sensitivity.rate).toBeCloseTo(counts.truePass / (counts.truePass + counts.falseFail), 10)
        expect(accuracy).toMatchObject({ isFit: false, labelsStillNeeded: null })
        expect(accuracy.reason).toContain('Unfit for gating')
        found.push(accuracy)
      }
      // To within a hundredth, as the figures were stated.
      const expectRange = (name: string, of: 'kappa' | 'agreement', stated: readonly [number, number]) => {
        const values = found.filter((_, index) => files[index]?.includes(name)).map(({ kappa }) => kappa[of] ?? 0)
        expect(Math.abs(Math.min(...values) - stated[0]), `${name} ${of}`).toBeLessThanOrEqual(0.01)
        expect(Math.abs(Math.max(...values) - stated[1]), `${name} ${of}`).toBeLessThanOrEqual(0.01)
      }
      expectRange('gpt-4o-mini', 'kappa', [0.01, 0.14])
      expectRange('gpt-5.2', 'kappa', [0.01, 0.2])
      expectRange('gpt-4o-mini', 'agreement', [0.58, 0.69])
      expectRange('gpt-5.2', 'agreement', [0.46, 0.66])
    })

    it('give pass rates that hold the truth once a hundred labels correct them, where the judge alone is far off', async () => {
      let [held, alone, rounds, width] = [0, 0, 0, 0]
      for (const [index, file] of files.entries()) {
        for (let round = 0; round < 3; round++) {
          const name = `judge-${index}-${round}`
          const total = votesIn(file).length
          // Every so many, from another start: a draw that has nothing to do with the votes.
          const votes = await importVotes(name, file, (at) => (at * 37 + round * 11) % total < 100)
          const truth = votes.filter(({ human }) => human === 'pass').length / total
          const { passRate } = await accuracyOf(name)
          const { interval, rate } = passRate.corrected
          const { passed, failed } = passRate.judged
          expect(rate).not.toBeNull()
          rounds++
          width += interval.high - interval.low
          if (interval.low <= truth && truth <= interval.high) held++
          if (Math.abs(passed / (passed + failed) - truth) < 0.1) alone++
        }
      }
      expect(held / rounds).toBeGreaterThan(0.9)
      expect(alone / rounds).toBeLessThan(0.5)
      expect(width / rounds).toBeLessThan(0.19)
    })
  },
)

function countVotes(votes: readonly { human: string; judge: string }[]): Pick<JudgeCounts, 'truePass' | 'falseFail'> {
  const passed = votes.filter(({ human }) => human === 'pass')
  const truePass = passed.filter(({ judge }) => judge === 'pass').length
  return { truePass, falseFail: passed.length - truePass }
}
