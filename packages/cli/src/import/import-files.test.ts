import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { decodeTracesJson, encodeTracesProtobuf, type NewScore, type OtlpSpan } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ContractServer,
  problem,
  type Routes,
  startContractServer,
  unusedUrl,
} from '../testing/contract-server.ts'
import { runPawl } from '../testing/run-pawl.ts'
import { sampleScore } from '../testing/sample-traces.ts'

const shared = fileURLToPath(new URL('../../../../../shared/', import.meta.url))
const transcripts = join(shared, 'data/tau-airline/transcripts.jsonl')
const trail = join(shared, 'data/trail-gaia')
const sharedIsMissing = !existsSync(transcripts) || !existsSync(trail)

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pawl-import-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true })
})

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(directory, name)
  await writeFile(path, content)
  return path
}

/** A server that takes everything, with what it took. */
async function startReceiver(routes: Routes = {}) {
  const server = await startContractServer({
    'POST /v1/traces': { body: {} },
    'POST /v1/logs': { body: {} },
    'POST /api/scores': (request) => ({
      status: 201,
      body: { scores: JSON.parse(request.body).map((score: NewScore) => ({ ...sampleScore, ...score })) },
    }),
    ...routes,
  })
  return Object.assign(server, {
    spans: () => server.receivedAt('POST /v1/traces').flatMap(({ body }) => spansOf(body)),
    scores: () => server.receivedAt('POST /api/scores').flatMap(({ body }): NewScore[] => JSON.parse(body)),
  })
}

const spansOf = (body: string): OtlpSpan[] => decodeTracesJson(body).groups.flatMap((group) => [...group.items])

const importing = (server: ContractServer, ...words: string[]) =>
  runPawl(['traces', 'import', ...words, '--format', 'json'], { server: server.url })

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

/** One trace as OTLP/JSON with values that are easily lost. */
const exportOf = (id: number, spanCount = 1, text = '退款') => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scopeSpans: [
        {
          scope: { name: 'test' },
          spans: Array.from({ length: spanCount }, (_, index) => ({
            traceId: hex(id, 32),
            spanId: hex(index + 1, 16),
            name: 'chat',
            kind: 3,
            startTimeUnixNano: '1700000000000000001',
            endTimeUnixNano: '1700000000000000002',
            attributes: [
              { key: 'text', value: { stringValue: text } },
              { key: 'one', value: { doubleValue: 1 } },
              { key: 'large', value: { intValue: '9007199254740993' } },
            ],
            status: {},
          })),
        },
      ],
    },
  ],
})

const jsonLines = (count: number) => Array.from({ length: count }, (_, index) => JSON.stringify(exportOf(index + 1)))

describe('what goes in', () => {
  const groups = decodeTracesJson(JSON.stringify(exportOf(1, 3))).groups
  const oneLine = JSON.stringify(exportOf(1, 3))

  it.each([
    { name: 'one line', content: oneLine },
    { name: 'one indented object', content: JSON.stringify(exportOf(1, 3), null, 2) },
    { name: 'a byte order mark and an empty line', content: `\ufeff${oneLine}\n\n` },
    { name: 'Windows line ends', content: `${oneLine}\r\n` },
    { name: 'protobuf', content: encodeTracesProtobuf(groups) },
    { name: 'gzipped JSON', content: gzipSync(oneLine) },
    { name: 'gzipped protobuf', content: gzipSync(encodeTracesProtobuf(groups)) },
  ])('is recognised by its content: $name', async ({ name, content }) => {
    await using server = await startReceiver()
    const run = await importing(server, await fileOf(name, content))
    expect(run.exitCode, run.stderr).toBe(0)
    expect(server.spans()).toEqual(groups.flatMap((group) => [...group.items]))
    expect(JSON.parse(run.stdout)).toMatchObject({ files: 1, lines: 1, spans: 3, badLines: 0 })
  })

  it('comes from standard input, too', async () => {
    await using server = await startReceiver()
    const run = await runPawl(['traces', 'import', '-'], { server: server.url, stdin: jsonLines(3).join('\n') })
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toMatch(/^Imported 3 spans from 3 lines in /)
    expect(server.spans()).toHaveLength(3)
  })

  it('goes in requests of a good size: many lines together, a long one apart', async () => {
    await using server = await startReceiver()
    const text = 'x'.repeat(10_000)
    const long = await fileOf('long.jsonl', `${JSON.stringify(exportOf(1, 2500, text))}\n${jsonLines(2500).join('\n')}`)
    expect(await importing(server, long)).toMatchObject({ exitCode: 0 })
    const sizes = server.receivedAt('POST /v1/traces').map(({ body }) => body.length)
    expect(Math.max(...sizes)).toBeLessThan(8 * 1024 * 1024)
    expect(sizes.length).toBeLessThan(12)
    expect(server.spans()).toHaveLength(5000)
    expect(new Set(server.spans().map((span) => span.traceId + span.spanId)).size).toBe(4999)
  })

  it('goes in halves where the server takes less at once', async () => {
    await using server = await startReceiver({
      'POST /v1/traces': ({ body }) =>
        body.length > 20_000 ? { status: 413, body: { code: 3, message: 'too large' } } : { body: {} },
    })
    expect(await importing(server, await fileOf('many.jsonl', jsonLines(300).join('\n')))).toMatchObject({
      exitCode: 0,
    })
    const taken = server.receivedAt('POST /v1/traces').filter(({ body }) => body.length <= 20_000)
    expect(taken.flatMap(({ body }) => spansOf(body))).toHaveLength(300)
  })

  it('sends logs on as they are', async () => {
    await using server = await startReceiver()
    const logs = '{"resourceLogs":[]}'
    expect(await importing(server, await fileOf('logs.jsonl', `${logs}\n${jsonLines(1)[0]}`))).toMatchObject({
      exitCode: 0,
    })
    expect(server.receivedAt('POST /v1/logs')[0]?.body).toBe(logs)
    expect(server.spans()).toHaveLength(1)
  })
})

describe('bad lines', () => {
  it('are told with their number and reason, the rest goes in, and the exit code is 2', async () => {
    await using server = await startReceiver()
    const [first, second] = jsonLines(2)
    const noSpanId = JSON.stringify(exportOf(9)).replace(hex(1, 16), '12')
    const lines = [first, '{"resourceSpans": [', '', '{"other": 1}', '[1]', noSpanId, 'text', '{"messages": 5}', second]
    const file = await fileOf('bad.jsonl', lines.join('\n'))
    const run = await importing(server, file)
    expect(run.exitCode).toBe(2)
    expect(server.spans().map((span) => span.traceId)).toEqual([hex(1, 32), hex(2, 32)])
    const report = JSON.parse(run.stdout)
    expect(report).toMatchObject({ spans: 2, badLines: 6, lines: 8 })
    expect(report.problems.map((each: { line: number }) => each.line)).toEqual([2, 4, 5, 6, 7, 8])
    for (const line of [2, 4, 5, 6, 7, 8]) expect(run.stderr).toContain(`${file}:${line}: `)
    expect(run.stderr).toContain(':4: it is neither OTLP ("resourceSpans") nor a transcript ("messages")')
    expect(run.stderr).toContain(':5: it is a JSON array')
    expect(run.stderr).toContain(':7: it is not valid JSON')
  })

  it('may be the first', async () => {
    await using server = await startReceiver()
    const file = await fileOf('first.jsonl', `{"resourceSpans": [{"resource\n${jsonLines(2).join('\n')}`)
    const run = await importing(server, file)
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain(`${file}:1: `)
    expect(server.spans()).toHaveLength(2)
  })

  it('include those that the server refuses', async () => {
    await using server = await startReceiver({
      'POST /v1/traces': { body: { partialSuccess: { rejectedSpans: '1', errorMessage: 'a span has no time' } } },
    })
    const run = await importing(server, await fileOf('partial.jsonl', jsonLines(3).join('\n')))
    expect(run.exitCode).toBe(2)
    expect(JSON.parse(run.stdout)).toMatchObject({ spans: 2, badLines: 1 })
    expect(run.stderr).toContain(':1: the server left 1 span out: a span has no time (up to line 3)')
  })

  it('are the rest of a protobuf file that breaks off', async () => {
    await using server = await startReceiver()
    const whole = encodeTracesProtobuf(decodeTracesJson(jsonLines(1)[0] ?? '').groups)
    const file = await fileOf('cut.pb', Buffer.concat([whole, whole, whole.subarray(0, 40)]))
    const run = await importing(server, file)
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain(`${file}:3: the file ends in the middle of a record`)
    expect(server.spans()).toHaveLength(2)
  })

  it('are told for a gzip file that breaks off, after what could be read', async () => {
    await using server = await startReceiver()
    const file = await fileOf('cut.gz', gzipSync(jsonLines(4000).join('\n')).subarray(0, -200))
    const run = await importing(server, file)
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('gzip')
    expect(server.spans().length).toBeGreaterThan(3000)
    expect(await importing(server, await fileOf('tiny.gz', gzipSync('x').subarray(0, 12)))).toMatchObject({
      exitCode: 2,
    })
  })
})

describe('a server in trouble', () => {
  it.each([429, 503])('is waited for as long as it asks after %d, and nothing is lost', async (status) => {
    let calls = 0
    await using server = await startReceiver({
      'POST /v1/traces': () => {
        calls += 1
        if (calls > 2) return { body: {} }
        return { status, headers: { 'retry-after': '1' }, body: { code: 8, message: 'busy' } }
      },
    })
    const startedAtMs = performance.now()
    const run = await importing(server, await fileOf('busy.jsonl', jsonLines(3).join('\n')))
    expect(run.exitCode).toBe(0)
    expect(performance.now() - startedAtMs).toBeGreaterThan(1900)
    expect(calls).toBe(3)
  })

  it('that stays busy ends the import with 4', async () => {
    await using server = await startReceiver({
      'POST /v1/traces': {
        status: 503,
        headers: { 'retry-after': '0' },
        body: { code: 14, message: 'The disk is full.' },
      },
    })
    const run = await importing(server, await fileOf('full.jsonl', jsonLines(1).join('\n')))
    expect(run.exitCode).toBe(4)
    expect(run.stderr).toBe('pawl: The disk is full.\n')
  })

  it('that refuses the key ends it with 2', async () => {
    await using server = await startReceiver({ 'POST /v1/traces': problem('forbidden', 403) })
    expect(await importing(server, await fileOf('key.jsonl', jsonLines(1).join('\n')))).toMatchObject({ exitCode: 2 })
  })

  it('that is not there ends it with 4 before anything is read', async () => {
    const file = await fileOf('none.jsonl', 'not JSON')
    const run = await runPawl(['traces', 'import', file], { server: await unusedUrl() })
    expect(run.exitCode).toBe(4)
    expect(run.stderr).not.toContain('none.jsonl')
  })
})

describe('transcripts', () => {
  const line = JSON.stringify({
    id: 'c1',
    reward: 1,
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
    ],
  })

  it('become traces with scores, with the same ids each time', async () => {
    const file = await fileOf('chat.jsonl', line)
    await using server = await startReceiver()
    expect(await importing(server, file)).toMatchObject({ exitCode: 0 })
    const ids = () => server.spans().map((span) => span.traceId + span.spanId)
    const before = ids()
    expect(await importing(server, file)).toMatchObject({ exitCode: 0 })
    expect(ids()).toEqual([...before, ...before])
    const [first, again] = server.scores()
    expect(first).toMatchObject({ name: 'reward', value: 1, source: 'code', traceId: server.spans()[0]?.traceId })
    expect(again).toEqual(first)
  })

  it('can be named as such, and then nothing else is taken', async () => {
    await using server = await startReceiver()
    const file = await fileOf('mixed.jsonl', `${line}\n${jsonLines(1)[0]}`)
    const run = await importing(server, '--as', 'transcript', file)
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain(`${file}:2: `)
  })
})

describe.skipIf(sharedIsMissing)('real data (skipped where ../shared is absent)', () => {
  it('imports all 200 airline conversations with their rewards', async () => {
    await using server = await startReceiver()
    const run = await importing(server, transcripts)
    expect(run.exitCode, run.stderr).toBe(0)
    expect(JSON.parse(run.stdout)).toMatchObject({ lines: 200, badLines: 0, scores: 200 })
    expect(new Set(server.spans().map((span) => span.traceId)).size).toBe(200)
    expect(server.scores().filter((score) => score.value === 1)).toHaveLength(84)
  })

  it('imports all 16 TRAIL traces, span for span', async () => {
    await using server = await startReceiver()
    const files = (await readdir(trail)).filter((name) => name.endsWith('.otlp.json')).map((name) => join(trail, name))
    const run = await importing(server, ...files)
    expect(run.exitCode, run.stderr).toBe(0)
    const expected = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).flatMap(spansOf)
    const order = (a: OtlpSpan, b: OtlpSpan) => (a.traceId + a.spanId < b.traceId + b.spanId ? -1 : 1)
    expect(server.spans().sort(order)).toEqual(expected.sort(order))
    expect(new Set(expected.map((span) => span.traceId)).size).toBe(16)
  })
})
