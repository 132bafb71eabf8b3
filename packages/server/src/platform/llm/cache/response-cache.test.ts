import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBudget } from '../index.ts'
import { ModelsUnderTest } from '../testing/models-under-test.ts'
import { ResponseCache, type StoredAnswer } from './response-cache.ts'

let test: ModelsUnderTest

beforeAll(async () => {
  test = await ModelsUnderTest.start()
}, 60_000)
beforeEach(async () => {
  await test.reset()
  test.prices = [{ model: '*', inputUsdPerMillion: 1000, outputUsdPerMillion: 1000 }]
  test.server.script(({ index }) => ({ text: `answer ${index}\u0000`, usage: { inputTokens: 100, outputTokens: 100 } }))
})
afterAll(() => test.close())

const place = { rowId: 'row 1', trial: 1, step: 1 }
const textOf = async (call: ReturnType<ModelsUnderTest['call']>) => JSON.stringify((await call).message.parts)

describe('an answer in the cache', () => {
  it('is served for the same call of the same trial, also after a start, and is not paid again', async () => {
    const budget = createBudget(10)
    const first = await test.call({ cache: place, budget })
    const spentUsd = budget.spentUsd
    test.models = test.open()
    const again = await test.call({ cache: place, budget })
    expect(test.server.requests).toHaveLength(1)
    expect(again).toEqual({ ...first, traceId: again.traceId, spanId: again.spanId, isCached: true })
    expect(again.spanId).not.toBe(first.spanId)
    expect(spentUsd).toBeCloseTo(0.2)
    expect(budget.spentUsd).toBe(spentUsd)
  })

  it('is not served to another trial, row or step, to another call, or where none is asked for', async () => {
    await test.call({ cache: place })
    const others = [
      { cache: { ...place, trial: 2 } },
      { cache: { ...place, rowId: 'row 2' } },
      { cache: { ...place, step: 2 } },
      { cache: place, model: 'other' },
      { cache: place, parameters: { temperature: 0.5 } },
      { cache: place, messages: [{ role: 'user', parts: [{ type: 'text', content: 'Ho' }] }] },
      { cache: place, responseFormat: { type: 'json_object' as const } },
      { cache: place, tools: [{ type: 'function', name: 'weather' }] },
      { cache: null },
      { cache: null },
    ]
    for (const other of others) expect((await test.call(other)).isCached, JSON.stringify(other)).toBe(false)
    expect(test.server.requests).toHaveLength(1 + others.length)
  })

  it('is never one that failed', async () => {
    test.server.script(({ index }) =>
      index === 0
        ? { fault: { type: 'status', status: 400 } }
        : index === 1
          ? { text: 'a', finishReason: 'length' }
          : {},
    )
    await expect(test.call({ cache: place })).rejects.toThrow()
    await expect(test.call({ cache: place })).rejects.toThrow()
    expect((await test.call({ cache: place })).isCached).toBe(false)
    expect(test.server.requests).toHaveLength(3)
  })

  it('is traced without usage, so that its cost is not counted twice', async () => {
    await test.call({ cache: place })
    await test.call({ cache: place })
    const [first, second] = await test.spans()
    expect(first?.canonical.usage).toMatchObject({ inputTokens: 100 })
    expect(second?.canonical.usage).toBeUndefined()
    expect(second?.otlp.attributes.get('pawl.cache.hit')).toBe(true)
    expect(second?.canonical.outputMessages).toHaveLength(1)
  })

  it('belongs to one project', async () => {
    await test.control.executeSql("insert into projects (name) values ('other')")
    const change = { baseUrl: test.server.baseUrl, apiKey: 'sk-test-3f9a8c7d6e5b4a39281706' }
    await test.models.setProvider({ project: 'other', name: 'local', change, person: 'Ada' })
    const one = textOf(test.call({ cache: place }))
    await one
    expect(await textOf(test.call({ cache: place, project: 'other' }))).not.toBe(await one)
  })

  it('is asked for anew where the store fails, and the call goes on', async () => {
    await test.control.executeSql('alter table model_responses rename to gone')
    try {
      expect((await test.call({ cache: place })).isCached).toBe(false)
      expect(test.logLines.join('\n')).toContain('the cache of model responses could not be read')
    } finally {
      await test.control.executeSql('alter table gone rename to model_responses')
    }
  })
})

describe('the cache', () => {
  const answer = (text: string): StoredAnswer => ({
    message: { role: 'assistant', parts: [{ type: 'text', content: text }] },
    finishReason: 'stop',
    usage: null,
    responseModel: null,
    latencyMs: 1,
    timeToFirstTokenMs: null,
  })

  it('holds no more bytes and no older answers than its bounds', async () => {
    let nowMs = Date.UTC(2026, 0, 1)
    const bounds = { maxAgeMs: 10_000, maxTotalBytes: 4000, maxAnswerBytes: 2000, trimEveryMs: 0 }
    const log = { debug: noop, info: noop, warn: noop, error: noop, with: () => log }
    const cache = new ResponseCache({ control: test.control, log, now: () => nowMs, bounds })
    const store = async (key: string, length: number) => {
      nowMs += 1000
      await cache.store('default', key, answer('x'.repeat(length)))
      await cache.close()
    }
    const isKept = async (key: string) => (await cache.find('default', key)) !== null
    await store('old', 1000)
    await store('too long', 5000)
    for (const key of ['a', 'b', 'c']) await store(key, 1000)
    expect(await Promise.all(['old', 'too long', 'a', 'b', 'c'].map(isKept))).toEqual([false, false, true, true, true])
    nowMs += 9500
    await store('new', 10)
    expect(await Promise.all(['a', 'b', 'c', 'new'].map(isKept))).toEqual([false, false, false, true])
  })

  it('answers many that ask at once in few statements', async () => {
    const keys = Array.from({ length: 300 }, (_, n) => ({ ...place, trial: n }))
    const startMs = Date.now()
    await Promise.all(keys.map((cache) => test.call({ cache })))
    const again = await Promise.all(keys.map((cache) => test.call({ cache })))
    expect(again.every(({ isCached }) => isCached)).toBe(true)
    expect(new Set(again.map(({ message }) => JSON.stringify(message))).size).toBe(300)
    expect(Date.now() - startMs).toBeLessThan(10_000)
  })
})

const noop = () => undefined
