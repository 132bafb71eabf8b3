import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runListSchema, runViewSchema, trialSchema } from '@pawl/core'
import { type ModelServer, type RunningServer, startModelServer, startServer } from '@pawl/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunOptions, runPawl } from '../testing/run-pawl.ts'

const directory = mkdtempSync(join(tmpdir(), 'pawl-cli-runs-'))
let pawl: RunningServer
let model: ModelServer
let agent: Server
let agentUrl = ''
/** Of the agent behind HTTP; set by a test that wants to be in the middle of a run. */
let onAsked: () => void = () => undefined

const run = (words: readonly string[], options: RunOptions = {}) => runPawl(words, { server: pawl.url, ...options })

async function call(path: string, body: unknown, method = 'POST'): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${pawl.url}${path}`, { method, headers, body: JSON.stringify(body) })
  const answer = (await response.json()) as Record<string, unknown>
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`)
  return answer
}

beforeAll(async () => {
  pawl = await startServer({
    ...{ dataDir: join(directory, 'data'), port: '0', grpcPort: 'off', logLevel: 'error' },
    allowedPrivateHosts: '127.0.0.1',
  })
  model = await startModelServer({ script: ({ lastText }) => ({ text: `yes, ${lastText}` }) })
  agent = createServer((request, response) => {
    request.resume()
    onAsked()
    setTimeout(() => response.setHeader('content-type', 'application/json').end('{"text":"yes"}'), 20)
  })
  await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve))
  agentUrl = `http://127.0.0.1:${(agent.address() as AddressInfo).port}/`
  await call('/api/providers/local', { baseUrl: model.baseUrl, apiKey: 'sk-local' }, 'PUT')
  const messages = [{ role: 'user', parts: [{ type: 'text', content: '{{question}}' }] }]
  const version = (name: string) => ({ model: `local/${name}`, messages, parameters: {}, tools: [] })
  await call('/api/prompts', { name: 'support', version: { content: version('old') } })
  await call('/api/prompts/support/versions', { content: version('small') })
  await call('/api/evaluators', {
    ...{ name: 'says_yes', examples: [] },
    definition: { kind: 'contains', mode: 'all', values: ['yes'] },
  })
  await call('/api/datasets', { name: 'questions', purpose: 'golden', protects: 'answers' })
  const rows = ['May I?', 'Can I?', 'Shall I?'].map((question) => ({
    ...{ input: { variables: { question }, messages: [] }, evaluators: ['says_yes'], status: 'active' },
  }))
  await call('/api/datasets/questions/rows', { rows, onDuplicate: 'add' })
}, 60_000)

afterAll(async () => {
  agent?.closeAllConnections()
  agent?.close()
  await model?.close()
  await pawl?.close()
  rmSync(directory, { recursive: true, force: true })
})

const runIdOf = (text: string): string => /\b[0-9a-f]{12}\b/.exec(text)?.[0] ?? ''

describe('pawl run', () => {
  it.each([
    ['a prompt', () => ['--prompt', 'support@2']],
    ['an address', () => ['--http', agentUrl, '--output-path', 'text']],
    ['a command', () => ['--command', `${process.execPath} -e "console.log('yes')"`]],
  ])('runs %s over the rows and says what came out', async (_what, target) => {
    const { exitCode, stdout, stderr } = await run(['run', '--dataset', 'questions', ...target(), '--trials', '2'])
    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^Run [0-9a-f]{12}: 3 rows × 2 trials of questions/)])
    expect(stdout).toContain('finished')
    expect(stdout).toMatch(/Pass rate\s+100.0 %.*6 of 6 trials/)
    expect(stdout).toMatch(/says_yes\s+6\s+0/)
  })

  it('calls the function of a module, and gives it the row', async () => {
    const file = join(directory, 'agent.mjs')
    writeFileSync(file, `export default (row) => row.input.variables.question === 'May I?' ? 'no' : 'yes'\n`)
    const { exitCode, stdout } = await run(['run', '--dataset', 'questions', '--target', file])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/Trials\s+2 pass, 1 fail/)
    expect(stdout).toMatch(/failing.*May I\?/)
  })

  it('judges what a file recorded; a row that is not in it is an error, not a fail', async () => {
    const { rows } = (await (await fetch(`${pawl.url}/api/datasets/questions/rows`)).json()) as {
      rows: { id: string }[]
    }
    const file = join(directory, 'recorded.jsonl')
    const lines = rows.slice(0, 2).map(({ id }) => JSON.stringify({ rowId: id, output: 'yes indeed' }))
    writeFileSync(file, `${lines.join('\n')}\n`)
    const { exitCode, stdout } = await run(['run', '--dataset', 'questions', '--recorded', file])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/Trials\s+2 pass, 0 fail, 1 error\b/)
  })

  it('says what would be right where no target, two of them, or none that exists is named', async () => {
    const none = await run(['run', '--dataset', 'questions'])
    expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining('No target is named')])
    const two = await run(['run', '--dataset', 'questions', '--prompt', 'a', '--command', 'b'])
    expect([two.exitCode, two.stderr]).toEqual([2, expect.stringContaining('--prompt, --command')])
    const wrong = await run(['run', '--dataset', 'questions', '--prompt', 'nothing'])
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('nothing')])
  })

  it('stops at Ctrl-C, says how to go on, and goes on without making anything twice', async () => {
    const interruption = new AbortController()
    let calls = 0
    onAsked = () => {
      if (++calls === 3) interruption.abort()
    }
    const words = ['run', '--dataset', 'questions', '--http', agentUrl, '--trials', '8', '--concurrency', '1']
    const stopped = await run(words, { interruption: interruption.signal })
    const id = runIdOf(stopped.stderr)
    expect(stopped.exitCode).toBe(130)
    expect(stopped.stderr).toContain(`Go on with: pawl runs resume ${id}`)
    expect(stopped.stderr).toContain('interrupted at the terminal')
    const resumed = await run(['runs', 'resume', id])
    expect([resumed.exitCode, resumed.stdout]).toEqual([0, expect.stringMatching(/0 pass, 24 fail|24 pass, 0 fail/)])
    const exported = await run(['runs', 'export', id, '--as', 'json'])
    const trials = exported.stdout
      .trim()
      .split('\n')
      .map((line) => trialSchema.parse(JSON.parse(line)))
    expect(new Set(trials.map(({ rowId, trial }) => `${rowId} ${trial}`)).size).toBe(24)
    expect(trials).toHaveLength(24)
    onAsked = () => undefined
  })
})

describe('pawl runs', () => {
  const started = async (answer: string) => {
    const command = `${process.execPath} -e "console.log('${answer}')"`
    const { stderr } = await run(['run', '--dataset', 'questions', '--command', command, '--target-name', answer])
    return runIdOf(stderr)
  }

  it('lists, shows, compares and exports what ran', async () => {
    const [before, after] = [await started('no'), await started('yes')]
    const list = await run(['runs', 'list', '--limit', '2', '--format', 'json'])
    expect(runListSchema.parse(JSON.parse(list.stdout)).runs.map(({ id }) => id)).toEqual([after, before])
    expect((await run(['runs', 'show', before])).stdout).toMatch(/Pass rate\s+0.0 %/)
    const compared = await run(['runs', 'compare', before, after])
    expect([compared.exitCode, compared.stdout]).toEqual([0, expect.stringContaining('3 fixed')])
    const csv = await run(['runs', 'export', after])
    expect(csv.stdout.trim().split('\r\n')).toHaveLength(4)
    expect(csv.stdout).toContain('says_yes: outcome')
    const unknown = await run(['runs', 'show', 'ffffffffffff'])
    expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('ffffffffffff')])
  })

  it('ends with exit code 5 where it cannot be carried out, and says what to set', async () => {
    const ended = await run(['run', '--dataset', 'questions', '--prompt', 'support', '--model', 'openai/small'])
    expect(ended.exitCode).toBe(5)
    expect(ended.stderr).toContain('No key is set for openai. Set OPENAI_API_KEY where Pawl runs')
    expect(ended.stderr).toMatch(/Go on with: pawl runs resume \w+/)
  })

  it('cancels a run, and says of one that is over that it is', async () => {
    const words = [
      'run',
      '--dataset',
      'questions',
      '--http',
      agentUrl,
      '--trials',
      '50',
      '--concurrency',
      '1',
      '--detach',
    ]
    const id = runIdOf((await run(words)).stdout)
    const cancelled = await run(['runs', 'cancel', id, '--reason', 'enough'])
    expect([cancelled.exitCode, cancelled.stdout]).toEqual([0, expect.stringMatching(/^Cancelled after \d+ of 150/)])
    const shown = await run(['runs', 'show', id, '--format', 'json'])
    const { run: view } = JSON.parse(shown.stdout) as { run: unknown }
    expect(runViewSchema.parse(view)).toMatchObject({
      status: 'cancelled',
      statusReason: expect.stringContaining('enough'),
    })
    expect((await run(['runs', 'cancel', id])).exitCode).toBe(2)
  })

  it('prove that a row fails before the fix and passes after it; a row that teaches nothing is said to', async () => {
    const { rows } = (await (await fetch(`${pawl.url}/api/datasets/questions/rows`)).json()) as {
      rows: { id: string }[]
    }
    const [row = { id: '' }] = rows
    const saying = (answer: string) => `command:${process.execPath} -e "console.log('${answer}')"`
    const prove = (before: string, after: string) =>
      run(['rows', 'prove', row.id, '--before', saying(before), '--after', saying(after), '--concurrency', '2'])
    const taught = await prove('no', 'yes')
    expect([taught.exitCode, taught.stdout]).toEqual([0, expect.stringMatching(/^taught/)])
    expect(taught.stdout).toContain('The proof stands on the row.')
    const nothing = await prove('yes', 'yes')
    expect([nothing.exitCode, nothing.stdout]).toEqual([1, expect.stringMatching(/^teaches nothing/)])
  })
})
