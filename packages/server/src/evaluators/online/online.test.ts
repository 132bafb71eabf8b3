import { tracePoint } from '@pawl/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { joinSql, sql } from '../../platform/telemetry/index.ts'
import { spanIdOf } from '../../traces/testing/span-builder.ts'
import { OnlineRunner } from './online-runner.ts'
import { cancelBackfill, startBackfill } from './start-backfill.ts'
import { OnlineUnderTest } from './testing/online-under-test.ts'

let test: OnlineUnderTest
beforeAll(async () => {
  test = await OnlineUnderTest.start()
})
beforeEach(async () => {
  await test.reset()
  await test.addEvaluator('polite', { kind: 'contains', mode: 'all', values: ['please'], ignoreCase: false })
})
afterAll(() => test.close())

describe('live traffic', () => {
  it('is judged as it comes in, with the version that judged', async () => {
    const before = await test.answer('please, before')
    const { evaluatorVersion, share } = await test.judge('polite')
    expect(share).toBe(1)
    const good = await test.answer('please')
    const bad = await test.answer('no')
    await test.judgeAll()
    expect(await test.outcomes()).toEqual({ [good]: 'pass', [bad]: 'fail' })
    expect(before).not.toBe(good)
    const [score] = await test.scores()
    expect(score).toMatchObject({ name: 'polite', source: 'code', target: 'trace', evaluatorVersion, value: 1 })
    expect((await test.view('polite')).judged).toEqual({ pass: 1, fail: 1, unknown: 0 })
  })

  it('waits until a trace is complete', async () => {
    await test.judge('polite', { delaySeconds: 30 })
    const traceId = await test.answer('please')
    await test.judgeAll(29_000)
    expect(await test.scores()).toEqual([])
    await test.judgeAll(2_000)
    expect(await test.outcomes()).toEqual({ [traceId]: 'pass' })
  })

  it('is judged anew when a trace changes later, and has one score', async () => {
    await test.judge('polite')
    const span = test.answerSpan('no')
    await test.send(span)
    await test.judgeAll()
    expect(await test.outcomes()).toEqual({ [span.traceId]: 'fail' })
    await test.send(test.answerSpan('please', { traceId: span.traceId, spanId: span.spanId }))
    await test.judgeAll()
    expect(await test.outcomes()).toEqual({ [span.traceId]: 'pass' })
    expect(await test.scores()).toHaveLength(1)
  })

  it('is caught up with after a day in which nothing judged', async () => {
    await test.judge('polite')
    const first = await test.answer('please')
    test.nowMs += 86_400_000
    test.restart()
    const second = await test.answer('no')
    await test.judgeAll()
    expect(await test.outcomes()).toEqual({ [first]: 'pass', [second]: 'fail' })
    await test.judgeAll()
    expect((await test.view('polite')).judged).toEqual({ pass: 1, fail: 1, unknown: 0 })
  })

  it('counts once where a page is judged again, because its place could not be stored or another server judged it too', async () => {
    await test.judge('polite')
    await test.answer('please')
    await test.answer('no')
    const { control } = test.models
    await control.executeSql("alter table online_evaluations add constraint stuck check (cursor_trace = '')")
    await test.judgeAll()
    await control.executeSql('alter table online_evaluations drop constraint stuck')
    expect(await test.scores()).toHaveLength(2)
    expect((await test.view('polite')).judged).toEqual({ pass: 0, fail: 0, unknown: 0 })
    test.restart()
    const other = new OnlineRunner(test.deps)
    await Promise.all([test.judgeAll(), other.tick().then((started) => Promise.all(started))])
    expect(await test.scores()).toHaveLength(2)
    expect(await test.view('polite')).toMatchObject({ judged: { pass: 1, fail: 1, unknown: 0 }, problem: null })
  })

  it('leaves out trials of runs and what evaluators ask', async () => {
    await test.judge('polite')
    await test.answer('please', { attributes: { 'pawl.run.id': 'run-1' } })
    await test.judgeAll()
    expect(await test.scores()).toEqual([])
  })

  it('is judged span by span where spans are the target', async () => {
    await test.judge('polite', { target: { kind: 'spans', spanKind: 'llm' }, filter: { model: ['gpt-4o'] } })
    const root = test.answerSpan('nothing', { attributes: { 'gen_ai.operation.name': 'invoke_agent' } })
    const { traceId } = root
    const child = { traceId, parentSpanId: root.spanId }
    const other = { ...child, attributes: { 'gen_ai.request.model': 'gpt-4o-mini' } }
    const asked = test.answerSpan('please', child)
    await test.send(root, asked, test.answerSpan('please', other))
    await test.judgeAll()
    const scores = await test.scores()
    expect(scores.map(({ spanId, target, outcome }) => ({ spanId, target, outcome }))).toEqual([
      { spanId: asked.spanId, target: 'span', outcome: 'pass' },
    ])
  })

  it('is judged by the spans below a root that says nothing', async () => {
    await test.judge('polite')
    const root = test.answerSpan('', { spanId: spanIdOf(0xf00) })
    const silent = { ...root, attributes: new Map() }
    await test.send(silent, test.answerSpan('please', { traceId: root.traceId, parentSpanId: root.spanId }))
    await test.judgeAll()
    expect(await test.outcomes()).toEqual({ [root.traceId]: 'pass' })
  })
})

describe('a share of live traffic', () => {
  it('is the same traces in the core and in the store, for every evaluator', async () => {
    await test.addEvaluator('brief', { kind: 'length', unit: 'words', max: 2 })
    await test.judge('polite', { share: 0.4 })
    await test.judge('brief', { share: 0.4, allErrors: true })
    const spans = Array.from({ length: 40 }, () => test.answerSpan('please'))
    const failed = test.answerSpan('please', { status: { code: 2, message: 'down' } })
    await test.send(...spans, failed)
    await test.judgeAll()
    const chosen = spans.map(({ traceId }) => traceId).filter((traceId) => tracePoint(traceId) < 0.4)
    const [polite, brief] = [await test.outcomes('polite'), await test.outcomes('brief')]
    expect(
      Object.keys(polite)
        .filter((traceId) => traceId !== failed.traceId)
        .sort(),
    ).toEqual(chosen.sort())
    expect(Object.keys(brief).sort()).toEqual([...new Set([...chosen, failed.traceId])].sort())
    const ids = chosen.map((traceId) => sql`murmurHash3_32(toFixedString(${traceId}, 32))`)
    const [row] = await test.telemetry.query<{ hashes: number[] }>(sql`SELECT [${joinSql(ids, ',')}] AS hashes`, {
      kind: 'interactive',
    })
    expect(row?.hashes.map((hash) => hash / 2 ** 32)).toEqual(chosen.map(tracePoint))
  })
})

describe('an evaluator that compares with what only a row has', () => {
  it('is refused, and stands aside when its newest version began to', async () => {
    await test.addEvaluator('right', { kind: 'equals' })
    await expect(test.judge('right')).rejects.toMatchObject({ code: 'bad_request', where: 'evaluator' })
    await test.judge('polite')
    await test.addVersion('polite', { kind: 'equals' })
    await test.answer('please')
    await test.judgeAll()
    expect(await test.scores()).toEqual([])
    expect((await test.view('polite')).problem).toContain("compares with a row's expected output")
  })
})

describe('an evaluator that asks a model', () => {
  const judge = {
    kind: 'judge',
    model: { provider: 'local', model: 'small-1', parameters: { max_tokens: 1 } },
    method: { form: 'rubric', criteria: [{ id: 'polite', question: 'Is it polite?' }] },
  }

  beforeEach(async () => {
    test.models.prices = [{ model: '*', inputUsdPerMillion: 0, outputUsdPerMillion: 1_000_000 }]
    test.models.server.script(() => ({ text: 'ANSWER: yes', usage: { inputTokens: 10, outputTokens: 1 } }))
    await test.addEvaluator('judge', judge)
  })

  it('needs a cap, and judges a tenth where nobody says otherwise', async () => {
    await expect(test.judge('judge')).rejects.toMatchObject({ code: 'bad_request', where: 'capUsdPerDay' })
    expect((await test.judge('judge', { capUsdPerDay: 1 })).share).toBe(0.1)
  })

  it('spends no more than its cap in a day, restarts or not, and goes on the next', async () => {
    test.nowMs = Math.ceil(test.nowMs / 86_400_000) * 86_400_000 + 3_600_000
    await test.judge('judge', { share: 1, capUsdPerDay: 2 })
    await test.send(test.answerSpan('one'), test.answerSpan('two'), test.answerSpan('three'))
    await test.judgeAll()
    expect(await test.scores('judge')).toHaveLength(2)
    test.restart()
    await test.answer('four')
    await test.judgeAll()
    expect(await test.scores('judge')).toHaveLength(2)
    const { problem, spentTodayUsd } = await test.view('judge')
    expect(spentTodayUsd).toBe(2)
    expect(problem).toContain('Until 00:00 UTC')
    test.nowMs += 86_400_000
    const next = await test.answer('five')
    await test.judgeAll()
    expect((await test.outcomes('judge'))[next]).toBe('pass')
  })

  it('stands still while its model has no key, and then judges what came meanwhile', async () => {
    await test.addEvaluator('keyless', { ...judge, model: { ...judge.model, provider: 'openai' } })
    await test.judge('keyless', { share: 1, capUsdPerDay: 10 })
    await test.answer('please')
    await test.judgeAll()
    expect(await test.scores('keyless')).toEqual([])
    expect((await test.view('keyless')).problem).toContain('pawl models set openai')
    await test.models.models.setProvider({
      ...{ project: 'default', name: 'openai', person: 'Ada' },
      change: { baseUrl: test.models.server.baseUrl, apiKey: 'sk-test-3f9a8c7d6e5b4a39281706' },
    })
    await test.judgeAll()
    expect(Object.values(await test.outcomes('keyless'))).toEqual(['pass'])
  })
})

describe('a back-fill', () => {
  const day = 86_400_000
  const order = (evaluator: string) => ({
    evaluator,
    from: new Date(test.nowMs - 30 * day),
    to: new Date(test.nowMs + day),
  })
  const author = { project: 'default', person: 'Ada' }

  it('judges what came in before, once, and says how far it is', async () => {
    const old = [await test.answer('please'), await test.answer('no')]
    await test.judge('polite')
    const started = await startBackfill(test.deps, author, order('polite'))
    expect(started.backfill).toMatchObject({ state: 'running', judged: 0, total: 2 })
    await expect(startBackfill(test.deps, author, order('polite'))).rejects.toMatchObject({ code: 'conflict' })
    test.restart()
    await test.judgeAll()
    expect((await test.view('polite')).backfill).toMatchObject({ state: 'done', judged: 2, total: 2 })
    expect(Object.keys(await test.outcomes()).sort()).toEqual(old.sort())
    await startBackfill(test.deps, author, order('polite'))
    await test.judgeAll()
    expect((await test.view('polite')).judged).toEqual({ pass: 1, fail: 1, unknown: 0 })
  })

  it('ends when it is cancelled', async () => {
    await test.answer('please')
    await test.judge('polite')
    await startBackfill(test.deps, author, order('polite'))
    const cancelled = await cancelBackfill(test.deps, { project: 'default', evaluator: 'polite' })
    expect(cancelled.backfill?.state).toBe('cancelled')
    await test.judgeAll()
    expect(await test.scores()).toEqual([])
  })
})

describe('what is hostile', () => {
  it('is judged like anything else', async () => {
    await test.judge('polite')
    const texts = ["'); DROP TABLE scores; --", '</script><script>alert(1)</script>', '\u0000\uD800 please', '{{7*7}}']
    const ids: string[] = []
    for (const text of texts) ids.push(await test.answer(text))
    await test.judgeAll()
    const outcomes = await test.outcomes()
    expect(ids.map((id) => outcomes[id])).toEqual(['fail', 'fail', 'pass', 'fail'])
  })
})
