import { describe, expect, it } from 'vitest'
import { problem, startContractServer } from '../testing/contract-server.ts'
import { runPawl } from '../testing/run-pawl.ts'
import { sampleScore, sampleSession, sampleTrace, spanId, traceId } from '../testing/sample-traces.ts'

describe('pawl sessions', () => {
  it('lists sessions', async () => {
    await using server = await startContractServer({
      'GET /api/sessions': { body: { sessions: [sampleSession], nextCursor: null } },
    })
    const { stdout } = await runPawl(['sessions', 'list', '--user', 'ada', '--limit', '3'], { server: server.url })
    expect(stdout).toContain('support-001')
    expect(stdout).toContain('我想退款')
    expect(server.received[0]?.url.search).toBe('?user=ada&limit=3')
  })

  it('shows a session as a conversation', async () => {
    const turn = { trace: sampleTrace(), input: '我想退款\u001b]0;x\u0007', output: '好的' }
    const body = { session: sampleSession, turns: [turn], scores: [sampleScore] }
    await using server = await startContractServer({ 'GET /api/sessions/support/1': { body } })
    const { stdout } = await runPawl(['sessions', 'get', 'support/1'], { server: server.url })
    expect(stdout).toContain('in  我想退款␛]0;x␇\nout 好的\n')
    expect(stdout).toContain('score helpful 0 fail Nothing arrived.')
    expect(server.received[0]?.url.pathname).toBe('/api/sessions/support%2F1')
  })
})

describe('pawl scores add', () => {
  it('sends what was said', async () => {
    await using server = await startContractServer({
      'POST /api/scores': { status: 201, body: { scores: [sampleScore] } },
    })
    const words = [
      'scores',
      'add',
      '--trace',
      traceId,
      '--span',
      spanId,
      '--name',
      'helpful',
      '--value',
      '0',
      '--outcome',
      'fail',
    ]
    const { exitCode, stdout } = await runPawl([...words, '--explanation', 'no', '--source', 'user'], {
      server: server.url,
    })
    expect(exitCode).toBe(0)
    expect(stdout).toBe('Added helpful (score-1).\n')
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({
      traceId,
      spanId,
      name: 'helpful',
      value: 0,
      outcome: 'fail',
      explanation: 'no',
      source: 'user',
    })
  })

  it('passes on why the server refused', async () => {
    await using server = await startContractServer({
      'POST /api/scores': problem('bad_request', 400, { detail: 'a score needs a value, a label or an outcome' }),
    })
    const run = await runPawl(['scores', 'add', '--session', 's', '--name', 'n'], { server: server.url })
    expect(run).toMatchObject({ exitCode: 2, stderr: 'pawl: a score needs a value, a label or an outcome\n' })
  })
})

const key = {
  id: 'k1',
  project: 'shop',
  prefix: 'pk_abc',
  role: 'viewer',
  owner: 'Ada',
  createdAt: '2026-05-01T12:00:00Z',
  lastUsedAt: null,
  revokedAt: null,
}

describe('pawl projects and keys', () => {
  it('creates and lists projects', async () => {
    const project = { name: 'shop', createdAt: '2026-05-01T12:00:00Z' }
    await using server = await startContractServer({
      'GET /api/projects': { body: { projects: [project] } },
      'POST /api/projects': { status: 201, body: project },
    })
    expect((await runPawl(['projects', 'create', 'shop'], { server: server.url })).stdout).toBe(
      'Created project shop.\n',
    )
    expect((await runPawl(['projects', 'list'], { server: server.url })).stdout).toContain('shop')
    expect(server.received[0]?.body).toBe('{"name":"shop"}')
  })

  it('prints a new key alone on stdout, so that a script can keep it', async () => {
    await using server = await startContractServer({
      'POST /api/projects/shop/keys': { status: 201, body: { ...key, key: 'pk_abcdef' } },
    })
    const words = ['keys', 'create', '--role', 'viewer', '--owner', 'Ada', '--project', 'shop']
    const run = await runPawl(words, { server: server.url })
    expect(run).toMatchObject({ exitCode: 0, stdout: 'pk_abcdef\n' })
    expect(run.stderr).toContain('shown only now')
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({ role: 'viewer', owner: 'Ada' })
  })

  it('takes the project of the key it is given where none is named', async () => {
    await using server = await startContractServer({
      'GET /api/session': { body: { project: 'shop', role: 'admin', person: 'Ada', keysExist: true } },
      'GET /api/projects/shop/keys': { body: { keys: [key] } },
      'DELETE /api/projects/shop/keys/k1': { status: 204 },
    })
    expect((await runPawl(['keys', 'list'], { server: server.url })).stdout).toMatch(/k1 +pk_abc… +viewer +Ada/)
    expect(await runPawl(['keys', 'revoke', 'k1'], { server: server.url })).toMatchObject({ exitCode: 0 })
    expect(server.receivedAt('DELETE /api/projects/shop/keys/k1')).toHaveLength(1)
  })
})
