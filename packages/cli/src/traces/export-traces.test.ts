import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problem, startContractServer } from '../testing/contract-server.ts'
import { runPawl } from '../testing/run-pawl.ts'

const trail = fileURLToPath(new URL('../../../../../shared/data/trail-gaia', import.meta.url))

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pawl-export-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true })
})

const lines = '{"resourceSpans":[]}\n{"resourceSpans":[{}]}\n'

describe('pawl traces export', () => {
  it('writes the lines to stdout, and the count to stderr', async () => {
    await using server = await startContractServer({ 'GET /api/traces/export': { body: lines } })
    const run = await runPawl(['traces', 'export', '--user', 'ada'], { server: server.url })
    expect(run).toMatchObject({ exitCode: 0, stdout: lines })
    expect(run.stderr).toContain('Exported 2 lines')
    expect(server.received[0]?.url.search).toBe('?user=ada')
  })

  it('writes a file, and none when the server stops in the middle', async () => {
    await using server = await startContractServer({
      'GET /api/traces/export': (request, response) => {
        response.writeHead(200, { 'content-type': 'application/x-ndjson' })
        response.write(lines)
        if (request.url.searchParams.has('user')) setTimeout(() => response.destroy(), 20)
        else response.end()
        return undefined
      },
    })
    const whole = join(directory, 'whole.jsonl')
    expect(await runPawl(['traces', 'export', '-o', whole], { server: server.url })).toMatchObject({
      exitCode: 0,
      stdout: '',
    })
    expect(await readFile(whole, 'utf8')).toBe(lines)
    const cut = await runPawl(['traces', 'export', '--user', 'x', '-o', join(directory, 'cut.jsonl')], {
      server: server.url,
    })
    expect(cut.exitCode).toBe(4)
    expect(cut.stderr).toContain('stopped in the middle of the export')
    expect(await readdir(directory)).toEqual(['whole.jsonl'])
  })

  it('ends with 2 when the server refuses, and writes no file', async () => {
    await using server = await startContractServer({ 'GET /api/traces/export': problem('bad_request', 400) })
    const file = join(directory, 'refused.jsonl')
    expect(await runPawl(['traces', 'export', '-o', file], { server: server.url })).toMatchObject({ exitCode: 2 })
    expect(existsSync(file)).toBe(false)
  })

  it.skipIf(!existsSync(trail))(
    'passes real traces through byte for byte (skipped where ../shared is absent)',
    async () => {
      const names = (await readdir(trail)).filter((name) => name.endsWith('.otlp.json'))
      const texts = await Promise.all(names.map((name) => readFile(join(trail, name), 'utf8')))
      const body = texts.map((text) => `${JSON.stringify(JSON.parse(text))}\n`).join('')
      await using server = await startContractServer({ 'GET /api/traces/export': { body } })
      const file = join(directory, 'trail.jsonl')
      expect(await runPawl(['traces', 'export', '--output', file], { server: server.url })).toMatchObject({
        exitCode: 0,
      })
      expect(await readFile(file, 'utf8')).toBe(body)
    },
  )
})
