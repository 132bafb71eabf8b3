import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type NewRun, secretReference } from '@pawl/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getRunRecord } from './get-run-record.ts'
import { listTrials } from './list-trials.ts'
import { makeTrials } from './make-trials.ts'
import { RunsUnderTest } from './testing/runs-under-test.ts'

interface Asked {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

let test: RunsUnderTest
let asked: Asked[] = []
let answer: (asked: Asked, response: ServerResponse) => void
const server = createServer(async (request, response) => {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  const one = { url: request.url ?? '', headers: request.headers, body: text === '' ? null : JSON.parse(text) }
  asked.push(one)
  answer(one, response)
})
let url = ''

beforeAll(async () => {
  test = await RunsUnderTest.open()
  test.content.addEvaluator('right', { kind: 'contains', mode: 'all', values: ['yes'] })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await test?.[Symbol.asyncDispose]()
})
beforeEach(() => {
  test.content.rows.clear()
  asked = []
})

const project = 'shop'
const ada = { project, person: 'Ada' }

async function runAll(request: Partial<NewRun>) {
  const runs = test.restart()
  const { id } = await test.create(request)
  const signal = new AbortController().signal
  await makeTrials(runs.context, await getRunRecord(runs.context, project, id), signal)
  const { trials } = await listTrials(runs.context, { project, runId: id }, { limit: 200 })
  return { run: await runs.get(project, id), trials }
}

describe('an HTTP target', () => {
  it('is sent the row as its template says, and read by its paths', async () => {
    test.content.addRow('a', { input: { variables: { question: 'say "yes" {{rowId}}', count: 3 }, messages: [] } })
    await test.secrets.set(ada, { name: 'AGENT_KEY', value: 'tr0ub4dor' })
    answer = (_asked, response) =>
      response.end(
        JSON.stringify({
          choices: [{ message: { content: 'yes' } }],
          calls: [{ function: { name: 'lookup', arguments: '{"id":1}' } }],
          usage: { prompt_tokens: 7, completion_tokens: 2 },
        }),
      )
    const { run, trials } = await runAll({
      target: {
        type: 'http',
        url: `${url}/ask?row={{rowId}}&q={{question}}`,
        headers: { authorization: `Bearer ${secretReference('AGENT_KEY')}`, 'x-tenant': 'a secret of shop' },
        body: { text: 'Q: {{question}}', count: '{{count}}', all: '{{input}}' },
        outputPath: 'choices[0].message.content',
        toolCallsPath: 'calls',
        usagePath: 'usage',
      },
    })
    expect(run.statusReason).toBe('')
    expect(trials).toMatchObject([
      { status: 'pass', output: { value: 'yes' }, toolCalls: [{ name: 'lookup' }], usage: { inputTokens: 7 } },
    ])
    expect(asked[0]?.url).toBe(`/ask?row=a&q=${encodeURIComponent('say "yes" {{rowId}}')}`)
    expect(asked[0]?.body).toMatchObject({ text: 'Q: say "yes" {{rowId}}', count: 3, all: { variables: { count: 3 } } })
    expect(asked[0]?.headers.authorization).toBe('Bearer tr0ub4dor')
    expect(asked[0]?.headers.traceparent).toBe(`00-${trials[0]?.traceId}-${trials[0]?.traceId?.slice(12, 28)}-01`)
    expect(run.spec).toMatchObject({
      headers: { authorization: `Bearer ${secretReference('AGENT_KEY')}`, 'x-tenant': '***' },
    })
  })

  it('is asked again while it is busy, and its errors are apart from fails', async () => {
    for (const id of ['busy', 'broken', 'slow', 'wrong']) test.content.addRow(id)
    const seen = new Set<string>()
    answer = ({ body }, response) => {
      const { question } = (body as { input: { variables: { question: string } } }).input.variables
      if (question === 'busy' && !seen.has(question)) response.writeHead(503, { 'retry-after': '0' }).end()
      else if (question === 'broken') response.writeHead(422).end('no such thing')
      else if (question !== 'slow') response.end(question === 'wrong' ? 'no' : 'yes')
      seen.add(question)
    }
    const target = { type: 'http', url, timeoutMs: 300, maxAttempts: 2 } as const
    const { run, trials } = await runAll({ target })
    expect(Object.fromEntries(trials.map(({ rowId, status }) => [rowId, status]))).toEqual({
      ...{ busy: 'pass', broken: 'error', slow: 'error', wrong: 'fail' },
    })
    const errorOf = (id: string) => trials.find(({ rowId }) => rowId === id)?.error
    expect(errorOf('broken')).toEqual({ type: 'http_422', message: expect.stringContaining('no such thing') })
    expect(errorOf('slow')).toEqual({ type: 'timeout', message: expect.stringContaining('300 ms') })
    expect(run.status).toBe('finished')
  })

  it('never shows a secret that it was sent, in what it answers or how it fails', async () => {
    for (const id of ['echo', 'broken', secretReference('AGENT_KEY')]) test.content.addRow(id)
    await test.secrets.set(ada, { name: 'AGENT_KEY', value: 'tr0ub4dor"&3' })
    answer = ({ headers, url: path, body }, response) => {
      const told = JSON.stringify({ said: 'yes', headers, path, body })
      if (path?.endsWith('broken')) response.writeHead(500).end(told)
      else response.end(told)
    }
    const target = {
      type: 'http',
      url: `${url}/${secretReference('AGENT_KEY')}/{{rowId}}`,
      maxAttempts: 1,
      headers: { 'x-api-key': secretReference('AGENT_KEY') },
    } as const
    const { run, trials } = await runAll({ target })
    expect(asked[0]).toMatchObject({ headers: { 'x-api-key': 'tr0ub4dor"&3' } })
    const paths = asked.map((one) => decodeURIComponent(one.url)).sort()
    // What a row holds is never read as a reference.
    expect(paths).toEqual(['/tr0ub4dor"&3/${secrets.AGENT_KEY}', '/tr0ub4dor"&3/broken', '/tr0ub4dor"&3/echo'])
    expect(trials.map(({ status }) => status).sort()).toEqual(['error', 'pass', 'pass'])
    expect(JSON.stringify([run, trials])).not.toContain('tr0ub4dor')
    expect(JSON.stringify(trials)).toContain('"x-api-key":"${secrets.AGENT_KEY}"')
  })

  it('is not begun without its secrets, nor with a credential in plain text; and ends when one goes', async () => {
    test.content.addRow('a')
    test.content.addRow('b')
    const headers = { authorization: `Bearer ${secretReference('GONE_KEY')}` }
    const target = { type: 'http', url, headers } as const
    await expect(runAll({ target })).rejects.toMatchObject({
      fix: expect.stringContaining('pawl secrets set GONE_KEY'),
    })
    await expect(runAll({ target: { ...target, headers: { authorization: 'Bearer abc' } } })).rejects.toMatchObject({
      ...{ code: 'bad_request', where: 'target.headers.authorization' },
    })
    const command = 'AGENT_KEY=abcdef node agent.js'
    await expect(runAll({ target: { type: 'command', command } })).rejects.toMatchObject({
      ...{ code: 'bad_request', where: 'target.command' },
    })
    await test.secrets.set(ada, { name: 'GONE_KEY', value: 'here for now' })
    const runs = test.restart()
    const { id } = await test.create({ target })
    expect((await test.secrets.list(project)).secrets.find(({ name }) => name === 'GONE_KEY')?.usedBy).toEqual([
      { kind: 'run', name: id },
    ])
    await test.secrets.remove(ada, 'GONE_KEY')
    await makeTrials(runs.context, await getRunRecord(runs.context, project, id), new AbortController().signal)
    expect(await runs.get(project, id)).toMatchObject({
      ...{ status: 'failed', statusReason: expect.stringContaining('The secret GONE_KEY is not set') },
    })
  })

  it('is not called at a private address that is not allowed', async () => {
    test.content.addRow('a')
    const { trials } = await runAll({ target: { type: 'http', url: 'http://169.254.169.254/' } })
    expect(trials[0]?.error?.message).toContain('private address')
    expect(asked).toEqual([])
  })
})

describe('a proof', () => {
  it('stops when it is decided, and stores on the row what it cites', async () => {
    test.content.addRow('a')
    answer = ({ url: path }, response) => response.end(path === '/new' ? 'yes' : 'no')
    const runs = test.restart()
    const side = (path: string) => ({ type: 'http', url: `${url}${path}`, version: path }) as const
    const request = { before: side('/old'), after: side('/new'), maxTrials: 50, concurrency: 1, spendingCapUsd: null }
    const { proveRowSchema } = await import('@pawl/core')
    const parsed = proveRowSchema.parse(request)
    const started = await runs.prove({ project, person: 'Ada' }, { rowId: 'a', request: parsed })
    expect(started).toMatchObject({ status: 'running', verdict: 'undecided' })
    const signal = new AbortController().signal
    for (const { run } of [started.before, started.after]) {
      await makeTrials(runs.context, await getRunRecord(runs.context, project, run.id), signal)
    }
    const { getProof } = await import('./prove-row.ts')
    const proof = await getProof(runs.context, project, started.id)
    expect(proof).toMatchObject({ status: 'decided', verdict: 'taught', before: { run: { status: 'finished' } } })
    expect(proof.proof?.before.trials.length).toBeLessThan(50)
    expect(proof.proof?.after.trials[0]).toMatchObject({ outcome: 'pass', output: { value: 'yes' } })
    expect(proof.proof?.after.trials.length).toBeLessThan(50)
  })
})
