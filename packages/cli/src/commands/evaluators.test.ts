import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startContractServer } from '../testing/contract-server.ts'
import { runPawl } from '../testing/run-pawl.ts'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pawl-evaluator-files-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const definition = { kind: 'contains', mode: 'any', values: ['refund'], ignoreCase: false }
const example = { name: 'bad', must: 'fail', subject: { output: { text: 'no \u001b]0;x\u0007' } } }
const result = { outcome: 'fail', score: 0, reason: 'It holds none of them' }
const right = { state: 'right', mayAttach: true, message: 'All right', results: [result], checkedAt: null }
const version = (fields: object = {}) => ({
  id: 'ab12'.repeat(16),
  name: 'refunds',
  number: 1,
  definition,
  examples: [example],
  note: '',
  author: 'Ada',
  createdAt: '2026-03-01T12:00:00.000Z',
  check: right,
  ...fields,
})
const detail = (...versions: object[]) => ({
  name: 'refunds',
  createdAt: '2026-03-01T12:00:00.000Z',
  createdBy: 'Ada',
  archivedAt: null,
  archivedBy: null,
  archiveReason: '',
  versions,
})
const wrong = {
  ...right,
  state: 'wrong',
  mayAttach: false,
  message: 'The evaluator gets 1 of its 1 example wrong',
  results: [{ outcome: 'pass', score: 1, reason: 'It holds "refund"' }],
}

describe('pawl evaluators', () => {
  it('pushes a file as a new evaluator, named after the file', async () => {
    const path = join(directory, 'refunds.yml')
    await writeFile(path, 'definition: { kind: contains, mode: any, values: [refund] }\nnote: first\n')
    await using server = await startContractServer({
      'POST /api/evaluators': { status: 201, body: detail(version()) },
    })
    const { exitCode, stdout } = await runPawl(['evaluators', 'push', path], { server: server.url })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('new evaluator')
    const [sent] = server.receivedAt('POST /api/evaluators')
    expect(JSON.parse(sent?.body ?? '')).toEqual({ name: 'refunds', definition, examples: [], note: 'first' })
  })

  it('pushes a new version of one that is there, and exits with 2 when an example comes out wrong', async () => {
    const path = join(directory, 'refunds.yml')
    await writeFile(path, 'definition: { kind: contains, mode: any, values: [refund] }\n')
    await using server = await startContractServer({
      'GET /api/evaluators/refunds': { body: detail(version()) },
      'POST /api/evaluators/refunds/versions': { status: 201, body: version({ number: 2, check: wrong }) },
    })
    const { exitCode, stdout, stderr } = await runPawl(['evaluators', 'push', path, '--note', 'again'], {
      server: server.url,
    })
    expect(exitCode).toBe(2)
    expect(stdout).toContain('new version')
    expect(stderr).toContain('gets 1 of its 1 example wrong')
    expect(JSON.parse(server.receivedAt('POST /api/evaluators/refunds/versions')[0]?.body ?? '')).toMatchObject({
      note: 'again',
    })
  })

  it('says what is wrong in a file, before anything is sent', async () => {
    await writeFile(join(directory, 'broken.yml'), 'definition: { kind: magic }\n')
    await using server = await startContractServer({})
    const { exitCode, stderr } = await runPawl(['evaluators', 'push', directory], { server: server.url })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('broken.yml')
    expect(server.received).toEqual([])
    await rm(join(directory, 'broken.yml'))
  })

  it('shows a version by its number, with its examples made safe', async () => {
    const body = detail(version({ number: 2, check: wrong }), version())
    await using server = await startContractServer({ 'GET /api/evaluators/refunds': { body } })
    const { stdout } = await runPawl(['evaluators', 'show', 'refunds@1'], { server: server.url })
    expect(stdout).toContain('version 1')
    expect(stdout).toContain('right  bad must fail: fail, It holds none of them')
    const missing = await runPawl(['evaluators', 'show', 'refunds@7'], { server: server.url })
    expect(missing.exitCode).toBe(2)
    expect(missing.stderr).toContain('There are 2 (ab12ab12ab12), 1 (ab12ab12ab12).')
  })

  it('tries a typed output, and the own examples without one', async () => {
    const answer = { results: [{ result, durationMs: 1.5 }] }
    await using server = await startContractServer({
      'GET /api/evaluators/refunds': { body: detail(version()) },
      'POST /api/evaluators/try': { body: answer },
    })
    const { stdout } = await runPawl(['evaluators', 'try', 'refunds', '--text', 'money'], { server: server.url })
    expect(stdout).toContain('output: fail 0  It holds none of them')
    await runPawl(['evaluators', 'try', 'refunds'], { server: server.url })
    const sent = server.receivedAt('POST /api/evaluators/try').map(({ body }) => JSON.parse(body).subjects)
    expect(sent).toEqual([[{ output: { text: 'money' } }], [example.subject]])
  })

  it('checks all when none is named, and exits with 2 when one is wrong', async () => {
    const listed = {
      name: 'refunds',
      kind: 'contains',
      versionId: 'ab12',
      number: 1,
      note: '',
      author: 'Ada',
      createdAt: '2026-03-01T12:00:00.000Z',
      exampleCount: 1,
      examplesState: 'right',
      archivedAt: null,
      usedBy: { rows: 0, datasets: 0, prompts: 0 },
    }
    await using server = await startContractServer({
      'GET /api/evaluators': { body: { evaluators: [listed] } },
      'GET /api/evaluators/refunds': { body: detail(version()) },
      'POST /api/evaluators/refunds/check': { body: version({ check: wrong }) },
    })
    const list = await runPawl(['evaluators', 'list'], { server: server.url })
    expect(list.stdout).toContain('1 right')
    const { exitCode, stdout } = await runPawl(['evaluators', 'check'], { server: server.url })
    expect(exitCode).toBe(2)
    expect(stdout).toContain('WRONG  bad must fail: pass, It holds "refund"')
  })
})

describe('pawl evaluators queue', () => {
  const body = { addedCount: 3, knownCount: 2 }

  it('takes outputs of a run, or of traces by the flags of their list', async () => {
    await using server = await startContractServer({
      'POST /api/runs/r1/labels': { body },
      'POST /api/labels/from-traces': { body },
    })
    const queue = (...words: string[]) => runPawl(['evaluators', 'queue', 'polite', ...words], { server: server.url })
    const { stdout, stderr } = await queue('--run', 'r1', '--outcome', 'fail', '--limit', '20')
    expect(stdout).toBe('3 outputs are in the labelling queue of polite.\n')
    expect(stderr).toContain('2 more were there already.')
    await queue('--score', 'polite:fail', '--model', 'small')
    expect(server.received.map((request) => JSON.parse(request.body))).toEqual([
      { evaluator: 'polite', limit: 20, outcomes: ['fail'] },
      { evaluator: 'polite', filter: { model: ['small'], score: ['polite:fail'] } },
    ])
    expect(await queue('--run', 'r1', '--model', 'small')).toMatchObject({ exitCode: 2 })
    expect(await queue('--outcome', 'fail')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--run') })
  })
})
