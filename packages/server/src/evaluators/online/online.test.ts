import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { spanIdOf } from '../../traces/testing/span-builder.ts'
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
