import { describe, expect, it } from 'vitest'
import { problem, startContractServer, unusedUrl } from '../testing/contract-server.ts'
import { runPawl } from '../testing/run-pawl.ts'
import { sampleDetail, sampleSpan, sampleSpanDetail, sampleTrace, spanId, traceId } from '../testing/sample-traces.ts'

describe('pawl traces list', () => {
  it('asks with every filter in the words of the API', async () => {
    await using server = await startContractServer({ 'GET /api/traces': { body: { traces: [], nextCursor: null } } })
    const words =
      '--model a --model b --kind llm --status error --min-duration-ms 100 --max-cost-usd 0.5 --from 2026-05-01T00:00:00Z ' +
      '--metadata plan=pro --score helpful<0.5 --session s --user u --tag t --q 退款 --runs include --sort -cost --limit 7'
    const { exitCode } = await runPawl(['traces', 'list', ...words.split(' ')], { server: server.url })
    expect(exitCode).toBe(0)
    const { searchParams } = server.receivedAt('GET /api/traces')[0]?.url ?? new URL('http://none')
    expect(searchParams.getAll('model')).toEqual(['a', 'b'])
    const single = Object.fromEntries([...searchParams].filter(([name]) => name !== 'model'))
    expect(single).toEqual({
      kind: 'llm',
      status: 'error',
      minDurationMs: '100',
      maxCostUsd: '0.5',
      from: '2026-05-01T00:00:00Z',
      metadata: 'plan=pro',
      score: 'helpful<0.5',
      session: 's',
      user: 'u',
      tag: 't',
      q: '退款',
      runs: 'include',
      sort: '-cost',
      limit: '7',
    })
  })

  it('sends the key and the project', async () => {
    await using server = await startContractServer({ 'GET /api/traces': { body: { traces: [], nextCursor: null } } })
    await runPawl(['traces', 'list', '--project', 'shop'], { server: server.url, key: 'pk_1', project: 'other' })
    expect(server.received[0]?.headers).toMatchObject({ authorization: 'Bearer pk_1', 'x-pawl-project': 'shop' })
  })

  it('prints the answer of the API as JSON', async () => {
    const list = { traces: [sampleTrace()], nextCursor: 'next' }
    await using server = await startContractServer({ 'GET /api/traces': { body: list } })
    const { stdout } = await runPawl(['--format', 'json', 'traces', 'list'], { server: server.url })
    expect(JSON.parse(stdout)).toEqual(list)
  })

  it.each([60, 80, 100, 140, 200])(
    'fits a terminal %d columns wide, Chinese text included, with whole trace ids',
    async (columns) => {
      const traces = [
        sampleTrace({ inputPreview: '我想退款，订单号是TW1001，外套太小了'.repeat(9) }),
        sampleTrace({ name: 'x'.repeat(90), inputPreview: 'a\u001b[31mb\nc' }),
      ]
      await using server = await startContractServer({ 'GET /api/traces': { body: { traces, nextCursor: 'n2' } } })
      const { stdout, stderr } = await runPawl(['traces', 'list'], { server: server.url, columns })
      const lines = stdout.trimEnd().split('\n')
      expect(lines).toHaveLength(3)
      for (const line of lines) expect(cellsOf(line)).toBeLessThanOrEqual(columns)
      expect(lines[1]).toContain(traceId)
      expect(stdout).not.toContain('\u001b')
      expect(stderr).toContain('--cursor n2')
    },
  )

  it('cuts nothing where nobody looks', async () => {
    const traces = [sampleTrace({ inputPreview: 'word '.repeat(100).trim() })]
    await using server = await startContractServer({ 'GET /api/traces': { body: { traces, nextCursor: null } } })
    const { stdout } = await runPawl(['traces', 'list'], { server: server.url })
    expect(stdout).toContain(traces[0]?.inputPreview)
  })
})

/** Terminal cells, counted apart from the code under test: Chinese and fullwidth characters take two. */
function cellsOf(line: string): number {
  return [...line].reduce((sum, character) => sum + (/[\p{Script=Han}，]/u.test(character) ? 2 : 1), 0)
}

describe('pawl traces get', () => {
  it('shows the tree in order of time, with figures, the error and the scores', async () => {
    await using server = await startContractServer({ [`GET /api/traces/${traceId}`]: { body: sampleDetail } })
    const { stdout, exitCode } = await runPawl(['traces', 'get', traceId], { server: server.url })
    expect(exitCode).toBe(0)
    expect(stdout.split('\n').filter((line) => /agent|llm|tool|error:|helpful/.test(line))).toEqual([
      'agent answer customer             2.31 s                  00f067aa0ba902b7',
      '├─ llm chat simulated-gpt         812 ms  1,234  $0.0123  aaaaaaaaaaaaaaaa',
      '└─ tool ai.toolCall issue_refund   12 ms                  bbbbbbbbbbbbbbbb',
      '     error: card_expired',
      '  helpful 0 fail (user): Nothing arrived.',
    ])
    expect(stdout).toContain('1,234 tokens · $0.0123 (computed) · 1 error')
  })

  it('shows a trace ten thousand spans deep, and spans that are each other’s parents', async () => {
    const id = (index: number) => index.toString(16).padStart(16, '0')
    const chain = Array.from({ length: 10_000 }, (_, index) =>
      sampleSpan({ spanId: id(index + 1), parentSpanId: index === 0 ? '' : id(index), offsetMs: index }),
    )
    const ring = [
      sampleSpan({ spanId: 'cccccccccccccccc', parentSpanId: 'dddddddddddddddd' }),
      sampleSpan({ spanId: 'dddddddddddddddd', parentSpanId: 'cccccccccccccccc' }),
    ]
    const detail = { ...sampleDetail, spans: [...chain, ...ring] }
    await using server = await startContractServer({ [`GET /api/traces/${traceId}`]: { body: detail } })
    const { stdout } = await runPawl(['traces', 'get', traceId], { server: server.url, columns: 100 })
    const shown = new Set(stdout.match(/[0-9a-f]{16}/g))
    expect(detail.spans.filter((span) => !shown.has(span.spanId))).toEqual([])
  })

  it('shows the content of a span, with what a terminal would act on made visible', async () => {
    await using server = await startContractServer({
      [`GET /api/traces/${traceId}/spans/${spanId}`]: { body: sampleSpanDetail },
    })
    const { stdout } = await runPawl(['traces', 'get', traceId, '--span', spanId], { server: server.url })
    expect(stdout).toContain('Be kind.')
    expect(stdout).toContain('Refund␛[2J me')
    expect(stdout).toContain('→ issue_refund({"orderId":"TW1"})')
    expect(stdout).not.toContain('\u001b')
  })
})

describe('pawl traces tail', () => {
  it('prints traces as they arrive, takes a lost connection up again, and ends at Ctrl-C with 0', async () => {
    let connections = 0
    const send = (response: { write: (text: string) => void }, trace: object) =>
      response.write(`event: trace\ndata: ${JSON.stringify(trace)}\n\n`)
    await using server = await startContractServer({
      'GET /api/traces/tail': (_request, response) => {
        connections += 1
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('event: ping\ndata: {}\n\n')
        send(response, sampleTrace({ name: `trace ${connections}` }))
        if (connections === 1) setTimeout(() => response.destroy(), 50)
        return undefined
      },
    })
    const interruption = new AbortController()
    const { exitCode, stdout, stderr } = await runPawl(['traces', 'tail', '--status', 'error', '--format', 'json'], {
      server: server.url,
      interruption: interruption.signal,
      onOutput: (text) => {
        if (text.includes('trace 2')) interruption.abort()
      },
    })
    expect(exitCode).toBe(0)
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).name),
    ).toEqual(['trace 1', 'trace 2'])
    expect(stderr).toContain('connection was lost')
    expect(server.received[0]?.url.search).toBe('?status=error&runs=exclude'.replace('&runs=exclude', ''))
  })

  it('does not wait for a server that was never there', async () => {
    expect(await runPawl(['traces', 'tail'], { server: await unusedUrl() })).toMatchObject({ exitCode: 4 })
  })
})

describe('pawl traces delete', () => {
  const deleted = { body: { deletedTraces: 2, deletedSpans: 9 } }

  it('deletes traces, sessions and users, and adds up what went', async () => {
    await using server = await startContractServer({
      [`DELETE /api/traces/${traceId}`]: deleted,
      'DELETE /api/sessions/a b': deleted,
      'DELETE /api/users/李娜/traces': deleted,
    })
    const words = ['traces', 'delete', '--trace', traceId, '--session', 'a b', '--user', '李娜', '--yes']
    const { exitCode, stdout } = await runPawl([...words, '--format', 'json'], { server: server.url })
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ deletedTraces: 6, deletedSpans: 27 })
  })

  it.each([
    { typed: 'y\n', calls: 1 },
    { typed: 'no\n', calls: 0 },
    { typed: '\n', calls: 0 },
  ])('asks on a terminal and takes only yes for yes (%j)', async ({ typed, calls }) => {
    await using server = await startContractServer({ [`DELETE /api/traces/${traceId}`]: deleted })
    const run = await runPawl(['traces', 'delete', '--trace', traceId], { server: server.url, columns: 80, typed })
    expect(run.exitCode).toBe(0)
    expect(run.stderr).toContain(`Delete trace ${traceId} for good?`)
    expect(server.received).toHaveLength(calls)
  })

  it('deletes nothing without --yes where nobody can be asked', async () => {
    await using server = await startContractServer({})
    const run = await runPawl(['traces', 'delete', '--trace', traceId], { server: server.url })
    expect(run).toMatchObject({ exitCode: 2, stdout: '' })
    expect(run.stderr).toContain('--yes')
    expect(server.received).toHaveLength(0)
  })
})

describe('exit codes', () => {
  it.each([
    { code: 'bad_request', status: 400, exitCode: 2 },
    { code: 'forbidden', status: 403, exitCode: 2 },
    { code: 'not_found', status: 404, exitCode: 2 },
    { code: 'query_too_expensive', status: 422, exitCode: 2 },
    { code: 'too_many_requests', status: 429, exitCode: 4 },
    { code: 'store_unavailable', status: 503, exitCode: 4 },
    { code: 'internal', status: 500, exitCode: 5 },
    { code: 'of_a_later_version', status: 500, exitCode: 5 },
    { code: 'of_a_later_version', status: 418, exitCode: 2 },
  ])(
    '$code ($status) ends with $exitCode, what was wrong, where, and what would be right',
    async ({ code, status, exitCode }) => {
      await using server = await startContractServer({
        'GET /api/traces': problem(code, status, { detail: 'The limit is too high.', where: 'limit', fix: 'Use 200.' }),
      })
      const run = await runPawl(['traces', 'list'], { server: server.url })
      expect(run).toEqual({
        exitCode,
        stdout: '',
        stderr: 'pawl: The limit is too high. (limit)\n      Fix: Use 200.\n',
      })
    },
  )

  it('ends with 2 without a key, and says how a command is given one', async () => {
    await using server = await startContractServer({
      'GET /api/traces': problem('unauthenticated', 401, { detail: 'This server needs a key.', fix: 'Sign in.' }),
    })
    const run = await runPawl(['traces', 'list'], { server: server.url })
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toMatch(/^pawl: This server needs a key\.\n {6}Fix: Give a key with --key or PAWL_KEY/)
  })

  it('ends with 4 when nothing listens there, and says how to start one', async () => {
    const url = await unusedUrl()
    const run = await runPawl(['traces', 'list'], { server: url })
    expect(run).toMatchObject({ exitCode: 4, stdout: '' })
    expect(run.stderr).toBe(
      `pawl: The Pawl server at ${url} cannot be reached: nothing listens there.\n` +
        '      Fix: Start one with `pawl serve`, or name another with --server or PAWL_SERVER.\n',
    )
  })

  it.each([
    { status: 200, body: '<html>' },
    { status: 502, body: '<html>' },
  ])('ends with 4 when something else answers ($status)', async (answer) => {
    await using server = await startContractServer({ 'GET /api/traces': answer })
    const run = await runPawl(['traces', 'list'], { server: server.url })
    expect(run.exitCode).toBe(4)
    expect(run.stderr).toContain('not as Pawl would')
  })

  it('ends with 4 when the server goes away in the middle of its answer', async () => {
    await using server = await startContractServer({
      'GET /api/traces': (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
        response.write('{"traces":')
        setTimeout(() => response.destroy(), 20)
        return undefined
      },
    })
    const run = await runPawl(['traces', 'list'], { server: server.url })
    expect(run).toMatchObject({ exitCode: 4, stdout: '' })
    expect(run.stderr).toContain('it closed the connection')
  })

  it('ends with 5 when the answer is of another version', async () => {
    await using server = await startContractServer({ 'GET /api/traces': { body: { traces: [{}] } } })
    const run = await runPawl(['traces', 'list'], { server: server.url })
    expect(run.exitCode).toBe(5)
    expect(run.stderr).toContain('same version')
  })

  it.each([
    { words: ['traces', 'list', '--colour'], says: "unknown option '--colour'" },
    { words: ['trace', 'list'], says: 'Did you mean traces?' },
    { words: ['traces', 'get'], says: "missing required argument 'traceId'" },
    { words: ['traces', 'list', '--limit', 'many'], says: '"many" is not a number' },
    { words: ['traces', 'list', '--kind', 'robot'], says: 'Allowed for --kind are llm' },
    { words: ['traces', 'list', '--sort', 'name'], says: 'Allowed choices are -start' },
    { words: ['traces', 'delete'], says: 'Nothing was named to delete' },
    { words: ['--server', 'ftp://x', 'traces', 'list'], says: 'is not an HTTP address' },
    { words: ['traces', 'import', '/nowhere/x.jsonl'], says: 'The file /nowhere/x.jsonl does not exist.' },
  ])('ends with 2 and says it for wrong usage: $words', async ({ words, says }) => {
    const run = await runPawl(words)
    expect(run).toMatchObject({ exitCode: 2, stdout: '' })
    expect(run.stderr).toMatch(/^pawl: /)
    expect(run.stderr).toContain(says)
    expect(run.stderr).not.toMatch(/^\s+at /m)
  })

  it.each([['--help'], ['--version'], ['traces', '--help']])('ends with 0 for %j', async (...words) => {
    const run = await runPawl(words)
    expect(run.exitCode).toBe(0)
    expect(run.stdout).not.toBe('')
  })
})
