import { type LabelQueue, labelQueueSchema } from '@pawl/core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { GatesUnderTest, questionsOf } from './testing/gates-under-test.ts'
import { buildSpan, spanIdOf, traceIdOf, tracesBody } from './traces/testing/span-builder.ts'

let server: GatesUnderTest
beforeAll(async () => {
  server = await GatesUnderTest.open()
  await server.addDataset('refunds', { questions: questionsOf('refund', 6) })
  await server.addPrompt('support', { versions: ['v1'], datasets: ['refunds'] })
}, 120_000)
afterAll(() => server[Symbol.asyncDispose]())

const queue = async (): Promise<LabelQueue> =>
  labelQueueSchema.parse(await server.call('GET', '/api/labels/queue?evaluator=right&limit=200'))

it('people label outputs of a run, drawn from those that were asked for, with what the evaluator said', async () => {
  server.model.behavior = ({ question }) => (question.endsWith('1') || question.endsWith('2') ? 'wrong' : 'right')
  const run = await server.call('POST', '/api/runs', {
    target: { type: 'prompt', prompt: 'support@1' },
    datasetName: 'refunds',
  })
  await vi.waitFor(async () => expect((await server.call('GET', `/api/runs/${run.id}`)).status).toBe('finished'), {
    timeout: 60_000,
    interval: 50,
  })
  const path = `/api/runs/${run.id}/labels`
  expect(await server.call('POST', path, { evaluator: 'right', outcomes: ['fail'] })).toEqual({
    ...{ addedCount: 2, knownCount: 0 },
  })
  expect((await queue()).items).toMatchObject([
    {
      why: 'judge_failed',
      source: { runId: run.id, datasetName: 'refunds', trial: 1 },
      judgement: { outcome: 'fail' },
    },
    { why: 'judge_failed', judgement: { outcome: 'fail' } },
  ])
  // Who asks for more gets the same ones and others.
  const three = await server.call('POST', path, { evaluator: 'right', limit: 3 })
  expect(Number(three.addedCount) + Number(three.knownCount)).toBe(3)
  const all = await server.call('POST', path, { evaluator: 'right' })
  expect(all).toEqual({ addedCount: 4 - Number(three.addedCount), knownCount: 2 + Number(three.addedCount) })
  expect((await queue()).waitingCount).toBe(6)
  expect(await server.ask('POST', path, { evaluator: 'nobody' })).toMatchObject({ status: 404 })
}, 60_000)

it('people label what came out of traces that a filter lets through', async () => {
  const before = (await queue()).waitingCount
  for (const [id, model, text] of [
    [1, 'small', 'Returns are possible.'],
    [2, 'large', 'No returns.'],
    [3, 'small', null],
  ] as const) {
    const output = JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: text }] }])
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': model,
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: `Question ${id}` }] }]),
      ...(text === null ? {} : { 'gen_ai.output.messages': output }),
    }
    const body = tracesBody(buildSpan({ traceId: traceIdOf(id), spanId: spanIdOf(id), attributes }))
    await fetch(`${server.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
    })
  }
  const ask = (filter: object) => server.call('POST', '/api/labels/from-traces', { evaluator: 'right', filter })
  expect(await ask({ model: ['small'] })).toEqual({ addedCount: 1, knownCount: 0 })
  expect(await ask({ q: 'returns' })).toEqual({ addedCount: 1, knownCount: 1 })
  const { items, waitingCount } = await queue()
  expect(waitingCount).toBe(before + 2)
  expect(items.find(({ source }) => source.traceId === traceIdOf(1))).toMatchObject({
    why: 'not_judged',
    subject: { output: { messages: [{ parts: [{ content: 'Returns are possible.' }] }] } },
  })
}, 60_000)
