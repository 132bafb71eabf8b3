import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type CheckedVersion,
  type EvaluatorDetail,
  type EvaluatorTrialAnswer,
  type ListedEvaluator,
  secretReference,
} from '@pawl/core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { EvaluatorsUnderTest } from './testing/evaluators-under-test.ts'

let test: EvaluatorsUnderTest
beforeAll(async () => {
  test = await EvaluatorsUnderTest.start()
}, 60_000)
afterEach(() => test.reset())
afterAll(() => test.close())

const speaksOf = (word: string) => ({ kind: 'contains', mode: 'any', values: [word] })
const saying = (text: string) => ({ output: { text } })
const good = { name: 'good', must: 'pass', subject: saying('Your refund is on its way') }
const bad = { name: 'bad', must: 'fail', subject: saying('I cannot help') }

const create = (name: string, fields: object = {}) =>
  test.json<EvaluatorDetail>(201, ['POST', '/api/evaluators'], {
    json: { name, definition: speaksOf('refund'), examples: [good, bad], ...fields },
  })
const addVersion = (status: number, name: string, fields: object) =>
  test.json<CheckedVersion>(status, ['POST', `/api/evaluators/${name}/versions`], { json: fields })
const list = async (query = '') =>
  (await test.json<{ evaluators: ListedEvaluator[] }>(200, ['GET', `/api/evaluators${query}`])).evaluators
const attachable = (...references: string[]) => test.evaluators.assertAttachable('shop', references)

describe('evaluators and their versions', () => {
  it('are made with examples, which are run, and listed', async () => {
    const { versions, createdBy } = await create('refunds', { note: 'first' })
    expect(createdBy).toBe('Ada')
    expect(versions).toMatchObject([
      { name: 'refunds', number: 1, author: 'Ada', note: 'first', check: { state: 'right', mayAttach: true } },
    ])
    expect(versions[0]?.check.results).toMatchObject([{ outcome: 'pass' }, { outcome: 'fail' }])
    expect(await list()).toMatchObject([{ name: 'refunds', kind: 'contains', exampleCount: 2, examplesState: 'right' }])
    expect(await test.json(200, ['GET', '/api/evaluators'], { project: 'other' })).toEqual({ evaluators: [] })
  })

  it('have an id that says what they judge, whatever the order of keys and the defaults written out', async () => {
    const first = (await create('a')).versions[0]
    const same = { ignoreCase: false, values: ['refund'], kind: 'contains', mode: 'any' }
    const second = (await create('b', { definition: same })).versions[0]
    expect(second?.id).toBe(first?.id)
    expect(first?.id).toMatch(/^[0-9a-f]{64}$/)
  })

  it('keep every version; the same again is no new one, and an earlier one comes back under a new number', async () => {
    await create('refunds')
    const other = { definition: speaksOf('money'), examples: [] }
    expect(await addVersion(201, 'refunds', other)).toMatchObject({ number: 2, check: { state: 'unproven' } })
    expect(await addVersion(200, 'refunds', { ...other, note: 'again' })).toMatchObject({ number: 2, note: '' })
    const back = await addVersion(201, 'refunds', { definition: speaksOf('refund'), examples: [good, bad] })
    const { versions } = await test.json<EvaluatorDetail>(200, ['GET', '/api/evaluators/refunds'])
    expect(versions.map(({ number }) => number)).toEqual([3, 2, 1])
    expect(versions[2]?.id).toBe(back.id)
  })

  it('get one number each when several people save at once', async () => {
    await create('refunds')
    const words = ['one', 'two', 'three', 'four', 'five', 'six']
    const saved = await Promise.all(
      words.map((word) => addVersion(201, 'refunds', { definition: speaksOf(word), examples: [] })),
    )
    expect(saved.map(({ number }) => number).sort()).toEqual([2, 3, 4, 5, 6, 7])
    const made = await Promise.all(
      ['x', 'x', 'x'].map((name) =>
        test.call('POST', '/api/evaluators', { json: { name, definition: speaksOf('refund') } }),
      ),
    )
    expect(made.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  })

  it.each([
    ['a name with spaces', { name: 'My evaluator', definition: speaksOf('a') }],
    ['an unknown kind', { name: 'a', definition: { kind: 'magic' } }],
    ['a pattern that cannot be searched', { name: 'a', definition: { kind: 'regex', pattern: '(' } }],
    ['two examples of one name', { name: 'a', definition: speaksOf('a'), examples: [good, good] }],
    ['a field that is not known', { name: 'a', definition: speaksOf('a'), colour: 'red' }],
  ])('refuse %s', async (_, json) => {
    expect((await test.call('POST', '/api/evaluators', { json })).status).toBe(400)
  })

  it('keep outputs with characters that databases dislike', async () => {
    const odd = { name: 'odd', must: 'fail', subject: saying('\u0000 \ud800 退款') }
    const { versions } = await create('refunds', { examples: [odd] })
    expect(versions[0]?.examples[0]?.subject.output?.text).toBe('\u0000 \ud800 退款')
  })

  it('are found by name, number and id, and the missing ones are named together', async () => {
    const { versions } = await create('refunds')
    const second = await addVersion(201, 'refunds', { definition: speaksOf('money'), examples: [] })
    const references = ['refunds', 'refunds@1', `refunds@${versions[0]?.id.slice(0, 8)}`, `refunds@${second.id}`]
    const found = await test.evaluators.resolve('shop', references)
    expect(found.map(({ number }) => number)).toEqual([2, 1, 1, 2])
    await expect(test.evaluators.resolve('shop', ['refunds', 'refund', 'refunds@9'])).rejects.toMatchObject({
      code: 'not_found',
      message: 'There is no evaluator "refund", "refunds@9".',
      fix: expect.stringContaining('There is refunds.'),
    })
    await expect(test.evaluators.resolve('other', ['refunds'])).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('what may be attached', () => {
  it('is what gets its examples right, or has none', async () => {
    await create('right')
    await create('bare', { examples: [] })
    await attachable('right', 'bare')
  })

  it('is no draft that gets an example wrong: it is named with what came out', async () => {
    const { versions } = await create('wrong', { definition: speaksOf('help') })
    expect(versions[0]?.check).toMatchObject({ state: 'wrong', mayAttach: false })
    await expect(attachable('wrong')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(
        /Version 1 of "wrong" .*2 of its 2 examples wrong: "good" must pass and fails \(.*help/,
      ),
    })
    await addVersion(201, 'wrong', { definition: speaksOf('refund'), examples: [good, bad] })
    await attachable('wrong')
    await expect(attachable('wrong@1')).rejects.toMatchObject({ code: 'conflict' })
  })

  it('is no judge whose model is not set up, and the error says what to set', async () => {
    const judge = {
      kind: 'judge',
      model: { provider: 'openai', model: 'gpt-4o' },
      method: { form: 'rubric', criteria: [{ id: 'kind', question: 'Is it kind?' }] },
    }
    const { versions } = await create('judge', { definition: judge })
    expect(versions[0]?.check.results[0]).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('Set OPENAI_API_KEY.'),
    })
    await expect(attachable('judge')).rejects.toMatchObject({ message: expect.stringContaining('OPENAI_API_KEY') })
  })

  it('is nothing archived, which goes on judging what it is attached to', async () => {
    await create('old')
    expect(await test.json(200, ['PATCH', '/api/evaluators/old'], { json: { isArchived: true } })).toMatchObject({
      archivedAt: '2026-03-01T12:00:00.000Z',
    })
    await expect(attachable('old')).rejects.toMatchObject({ code: 'conflict' })
    expect(await list()).toEqual([])
    expect(await list('?archived=true')).toHaveLength(1)
    expect(await test.evaluators.resolve('shop', ['old'])).toHaveLength(1)
    await expect(addVersion(201, 'old', { definition: speaksOf('a') })).rejects.toThrow('409')
    await test.json(200, ['PATCH', '/api/evaluators/old'], { json: { isArchived: false } })
    await attachable('old')
  })

  it('is nothing that protects a prompt, unless it is archived with a reason', async () => {
    await create('guard')
    const use = { evaluator: 'guard', name: 'refunds', kind: 'prompt', rows: 0 } as const
    const rows = { evaluator: 'guard', name: 'refund_rules', kind: 'dataset', rows: 7 } as const
    test.evaluators.addUses((_project, name = 'guard') => Promise.resolve(name === 'guard' ? [use, rows] : []))
    expect(await list()).toMatchObject([{ usedBy: { rows: 7, datasets: 1, prompts: 1 } }])
    expect(await test.json(200, ['GET', '/api/evaluators/guard/uses'])).toEqual({ uses: [rows, use] })
    const archive = (json: object) =>
      test.call('PATCH', '/api/evaluators/guard', { json: { isArchived: true, ...json } })
    for (const json of [{}, { force: true }, { reason: 'obsolete' }]) {
      expect(await archive(json)).toMatchObject({
        status: 409,
        body: { detail: 'The evaluator guard protects refunds.' },
      })
    }
    expect(await archive({ force: true, reason: 'obsolete' })).toMatchObject({
      status: 200,
      body: { archivedBy: 'Ada', archiveReason: 'obsolete' },
    })
  })

  it('answers 404 to what is not there and 400 to unknown parameters', async () => {
    expect((await test.call('GET', '/api/evaluators/nothing')).status).toBe(404)
    expect((await test.call('PATCH', '/api/evaluators/nothing', { json: { isArchived: true } })).status).toBe(404)
    expect((await test.call('POST', '/api/evaluators/nothing/check', { json: {} })).status).toBe(404)
    expect(
      (await test.call('POST', '/api/evaluators/nothing/versions', { json: { definition: speaksOf('a') } })).status,
    ).toBe(404)
    expect((await test.call('GET', '/api/evaluators?archive=true')).status).toBe(400)
  })
})

describe('trying a definition', () => {
  const attempt = (definition: object, subjects: readonly object[]) =>
    test.json<EvaluatorTrialAnswer>(200, ['POST', '/api/evaluators/try'], { json: { definition, subjects } })
  const outcomeOf = async (definition: object, subject: object) =>
    (await attempt(definition, [subject])).results[0]?.result

  it('judges subjects without saving anything', async () => {
    const { results } = await attempt(speaksOf('refund'), [good.subject, bad.subject, {}])
    expect(results.map(({ result }) => result.outcome)).toEqual(['pass', 'fail', 'unknown'])
    expect(await list()).toEqual([])
  })

  it('runs code, schemas, backtracking patterns and combinations of them', async () => {
    const parts = [
      { definition: { kind: 'code', language: 'javascript', source: '({ output }) => output.text.length > 3' } },
      { definition: { kind: 'regex', engine: 'backtracking', pattern: '(?<=Your )refund' } },
      { definition: { kind: 'combine', mode: 'any', parts: [{ definition: { kind: 'json_schema', schema: {} } }] } },
    ]
    const result = await outcomeOf({ kind: 'combine', mode: 'all', parts }, good.subject)
    expect(result).toMatchObject({
      outcome: 'fail',
      parts: [
        { outcome: 'pass' },
        { outcome: 'pass' },
        { outcome: 'fail', reason: expect.stringContaining('not JSON') },
      ],
    })
  })

  it('gives code the text of an output that has only messages', async () => {
    const messages = [{ role: 'assistant', parts: [{ type: 'text', content: 'refund' }] }]
    const code = { kind: 'code', language: 'javascript', source: '({ output }) => output.text === "refund"' }
    expect(await outcomeOf(code, { output: { messages } })).toMatchObject({ outcome: 'pass' })
  })

  it.each([
    ['ends without end', '() => { for (;;); }', /ran longer than its 100 ms/],
    ['answers garbage', '() => ({ score: 7, outcome: "maybe" })', /is no verdict/],
    ['throws', '() => null.x', /threw TypeError/],
    ['answers with a key __proto__', `() => JSON.parse('{"__proto__":{"outcome":"pass"}}')`, /is no verdict/],
  ])('code that %s could not be judged, which is no error', async (habit, source, reason) => {
    const code = {
      kind: 'code',
      language: 'javascript',
      source,
      timeoutMs: habit === 'ends without end' ? 100 : 10_000,
    }
    expect(await outcomeOf(code, good.subject)).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringMatching(reason),
    })
  })

  it('refuses a subject with a key __proto__ and more than fifty subjects', async () => {
    const body = `{"definition":${JSON.stringify(speaksOf('a'))},"subjects":[{"output":{"json":{"__proto__":1}}}]}`
    const json = JSON.parse(body) as object
    expect((await test.call('POST', '/api/evaluators/try', { json })).status).toBe(400)
    const many = Array.from({ length: 51 }, () => good.subject)
    expect(
      (await test.call('POST', '/api/evaluators/try', { json: { definition: speaksOf('a'), subjects: many } })).status,
    ).toBe(400)
  })

  it('never throws at the door, whatever the subject is', async () => {
    const [version] = await test.evaluators.resolve('shop', [
      (await create('schema', { definition: { kind: 'json_schema', schema: {} } })).name,
    ])
    const context = { project: 'shop', budget: null, runId: null, signal: new AbortController().signal }
    const deep: unknown = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`)
    const odd = [JSON.parse('{"output":{"json":{"__proto__":{}}}}'), { output: { json: deep } }]
    for (const subject of odd) {
      expect(await test.evaluators.judge(context, version as never, subject as never)).toMatchObject({
        outcome: 'unknown',
      })
    }
    await expect(
      test.evaluators.judge({ ...context, signal: AbortSignal.abort(new Error('over')) }, version as never, {}),
    ).rejects.toThrow('over')
  })

  describe('by a web service', () => {
    let server: Server
    let url = ''
    const answers: { [path: string]: (body: string, authorization?: string) => { status?: number; text: string } } = {
      '/length': (body) => ({
        text: JSON.stringify({ score: JSON.parse(body).output.text.length > 5 ? 1 : 0, reason: 'measured' }),
      }),
      '/broken': () => ({ text: '<html>' }),
      '/echo': (_body, told) => ({ text: JSON.stringify({ outcome: 'pass', reason: `was sent ${told}` }) }),
      '/failing': () => ({ status: 500, text: 'out of order' }),
      '/large': () => ({ text: JSON.stringify({ outcome: 'pass', reason: 'x'.repeat(400_000) }) }),
    }
    beforeAll(async () => {
      server = createServer(async (request, response) => {
        const answer = answers[request.url ?? '']
        let body = ''
        for await (const chunk of request) body += String(chunk)
        if (answer === undefined) return
        const { status = 200, text } = answer(body, request.headers.authorization)
        response.writeHead(status).end(text)
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    })
    afterAll(() => {
      server.closeAllConnections()
      server.close()
    })

    it.each([
      ['/length', 'pass', /measured/],
      ['/broken', 'unknown', /is not JSON/],
      ['/failing', 'unknown', /answered 500: out of order/],
      ['/large', 'unknown', /larger than 262144 bytes/],
      ['/never', 'unknown', /did not answer within 300 ms/],
    ])('%s: %s', async (path, outcome, reason) => {
      const definition = { kind: 'http', url: `${url}${path}`, timeoutMs: path === '/never' ? 300 : 20_000 }
      expect(await outcomeOf(definition, good.subject)).toMatchObject({
        outcome,
        reason: expect.stringMatching(reason),
      })
    })

    it('are sent secrets that neither the version nor what they answer shows', async () => {
      const reference = secretReference('JUDGE_KEY')
      const definition = { kind: 'http', url: `${url}/echo`, headers: { authorization: `Bearer ${reference}` } }
      const trial = { json: { definition, subjects: [good.subject] } }
      const missing = await test.json(200, ['POST', '/api/evaluators/try'], trial)
      expect(JSON.stringify(missing)).toContain('pawl secrets set JUDGE_KEY')
      await test.secrets.set({ project: 'shop', person: 'Ada' }, { name: 'JUDGE_KEY', value: 'tr0ub4dor' })
      const told = await test.json(200, ['POST', '/api/evaluators/try'], trial)
      expect(JSON.stringify(told)).toContain(`was sent Bearer ${reference}`)
      await test.json(201, ['POST', '/api/evaluators'], { json: { name: 'asked', definition } })
      expect((await test.secrets.list('shop')).secrets[0]?.usedBy).toEqual([{ kind: 'evaluator', name: 'asked' }])
      const plain = { ...definition, headers: { authorization: 'Bearer abc' } }
      for (const path of ['/api/evaluators', '/api/evaluators/asked/versions']) {
        const json = path === '/api/evaluators' ? { name: 'plain', definition: plain } : { definition: plain }
        expect(await test.call('POST', path, { json })).toMatchObject({
          ...{ status: 400, body: { where: 'definition.headers.authorization' } },
        })
      }
    })

    it('never at a private address that is not allowed', async () => {
      const definition = { kind: 'http', url: 'http://169.254.169.254/latest/meta-data' }
      expect(await outcomeOf(definition, good.subject)).toMatchObject({
        outcome: 'unknown',
        reason: expect.stringContaining('PAWL_ALLOWED_PRIVATE_HOSTS'),
      })
    })
  })
})
