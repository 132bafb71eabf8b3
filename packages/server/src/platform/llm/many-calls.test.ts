import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBudget } from './index.ts'
import { ModelsUnderTest } from './testing/models-under-test.ts'

let test: ModelsUnderTest

beforeAll(async () => {
  test = await ModelsUnderTest.start()
}, 60_000)
beforeEach(() => test.reset())
afterAll(() => test.close())

const say = (content: string) => [{ role: 'user', parts: [{ type: 'text', content }] }]
const textOf = (answer: Awaited<ReturnType<ModelsUnderTest['call']>>) => JSON.stringify(answer.message.parts)

describe('many calls at once', () => {
  it('never are more at the provider than its limit, and all are answered', async () => {
    await test.reset({ maxConcurrency: 5 })
    // Every seventh question is hung up on, once: its repeat is answered.
    const heard = new Set<string>()
    test.server.script(({ lastText }) => {
      const isFirst = !heard.has(lastText)
      heard.add(lastText)
      const isHungUpOn = isFirst && Number(lastText.slice(1)) % 7 === 3
      return isHungUpOn ? { fault: { type: 'hang_up' } } : { text: lastText, delayMs: 10 }
    })
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => test.call({ messages: say(`n${n}`) })))
    expect(answers.map(textOf)).toEqual(answers.map((_, n) => expect.stringContaining(`"n${n}"`)))
    expect(test.server.peakCount).toBe(5)
  })

  it('wait together when the provider asks one of them to', async () => {
    await test.reset({ maxConcurrency: 4 })
    const times: number[] = []
    test.server.script(({ index }) => {
      times.push(Date.now())
      return index === 0 ? { fault: { type: 'rate_limited', retryAfterS: 0.4 } } : { text: 'ok', delayMs: 150 }
    })
    const startMs = Date.now()
    await Promise.all(Array.from({ length: 10 }, () => test.call()))
    // The first four were on their way already.
    const later = times.slice(4)
    expect(later).toHaveLength(7)
    for (const time of later) expect(time - startMs).toBeGreaterThanOrEqual(395)
  })

  it('that are cancelled end at once and give their places back', async () => {
    await test.reset({ maxConcurrency: 2 })
    test.server.script([{ fault: { type: 'silence' } }])
    const cancel = new AbortController()
    const calls = Array.from({ length: 6 }, () => test.call({ signal: cancel.signal }))
    const outcomes = Promise.allSettled(calls)
    await expect.poll(() => test.server.activeCount).toBe(2)
    const cancelledAtMs = Date.now()
    cancel.abort(new Error('stopped by hand'))
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'stopped by hand' } })
    }
    expect(Date.now() - cancelledAtMs).toBeLessThan(3000)
    await expect.poll(() => test.server.activeCount).toBe(0)
    test.server.script([{ text: 'ok' }])
    await Promise.all([test.call(), test.call(), test.call()])
  })

  it('that are cancelled between two attempts end at once too', async () => {
    test.server.script([{ fault: { type: 'rate_limited', retryAfterS: 4 } }])
    const startMs = Date.now()
    await expect(test.call({ signal: AbortSignal.timeout(100) })).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(Date.now() - startMs).toBeLessThan(3500)
  })

  it('spend no more than their cap', async () => {
    test.prices = [{ model: 'small-1', inputUsdPerMillion: 0, outputUsdPerMillion: 10_000 }]
    test.server.script([{ text: 'ok', usage: { inputTokens: 10, outputTokens: 10 } }])
    const budget = createBudget(1)
    const calls = Array.from({ length: 20 }, () => test.call({ budget, parameters: { max_tokens: 20 } }))
    const outcomes = await Promise.allSettled(calls)
    // Each costs $0.10 and may cost $0.20: the tenth no longer fits under $1.
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(9)
    expect(budget.spentUsd).toBeCloseTo(0.9)
    expect(test.server.requests).toHaveLength(9)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'spending_cap_reached' })
    }
  })
})

describe('a provider that answers anything at all', () => {
  it('gives an answer or a model_failed, never another error', async () => {
    const status = fc.constantFrom(200, 200, 200, 201, 204, 301, 400, 404, 500)
    const contentType = fc.constantFrom('application/json', 'text/event-stream', 'text/html', '')
    const garbage = fc.oneof(
      fc.string(),
      fc.uint8Array({ maxLength: 200 }),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify({ id: 'x', choices: [{ message: value, finish_reason: 'stop' }] })),
      fc
        .jsonValue()
        .map((value) => JSON.stringify({ choices: [{ message: { content: value, tool_calls: [value] } }] })),
      fc.jsonValue().map((value) => JSON.stringify({ choices: value, usage: value })),
      fc.jsonValue().map((value) => `data: ${JSON.stringify({ choices: [{ delta: value }] })}\n\ndata: [DONE]\n\n`),
    )
    const reply = fc.record({ status, contentType, body: garbage, isStreamed: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(reply, async ({ isStreamed, ...raw }) => {
        test.server.script([{ fault: { type: 'raw', ...raw } }])
        const streaming = isStreamed ? { onText: () => undefined } : {}
        const outcome = await test.call(streaming).then(
          ({ message }) => message.role,
          (error: { code?: string }) => error.code,
        )
        expect(['assistant', 'model_failed']).toContain(outcome)
      }),
      { numRuns: 100 },
    )
    test.server.script([{ text: 'ok' }])
    expect(textOf(await test.call())).toContain('ok')
  }, 60_000)
})
