import { execFile } from 'node:child_process'
import { appendFile, mkdtemp, readdir, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createdBackupSchema } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { controlEngines } from './platform/control/testing/index.ts'
import { programWords } from './testing/program-words.ts'
import { type ServerProcess, startServerProcess } from './testing/server-process.ts'
import { buildSpan, spanIdOf, traceIdOf, tracesBody } from './traces/testing/span-builder.ts'

const run = promisify(execFile)
const scratch: string[] = []
async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'pawl-backup-'))
  scratch.push(directory)
  return directory
}
afterAll(() => Promise.all(scratch.map((directory) => rm(directory, { recursive: true, force: true }))))

const restoreMain = new URL('./testing/restore-main.ts', import.meta.url)
/** What it wrote, and whether it went through. */
async function restore(backup: string, dataDir: string, settings: Readonly<Record<string, string>> = {}) {
  const parameters = [...programWords(restoreMain), backup, dataDir]
  // biome-ignore lint/style/noProcessEnv: the child needs the path of this process
  const env = { ...process.env, UV_THREADPOOL_SIZE: '16', ...settings }
  return run(process.execPath, parameters, { env }).then(
    ({ stdout }) => ({ isDone: true, text: stdout }),
    (error: { stderr: string }) => ({ isDone: false, text: error.stderr }),
  )
}

async function call(server: ServerProcess, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${server.url}${path}`, { ...request, headers })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as Record<string, unknown>
}

const versionOf = (content: string) => ({
  content: { model: 'openai/gpt-4o', messages: [{ role: 'system', parts: [{ type: 'text', content }] }] },
})

/** Something of everything: prompts, rows, a deployment in the audit log, a job's table with rows that number themselves. */
async function fill(server: ServerProcess): Promise<void> {
  await call(server, '/api/prompts', {
    name: 'greet',
    version: versionOf('Be kind to {{name}}: 退款, "quotes"\nand \\ lines.'),
  })
  const definition = { kind: 'contains', mode: 'any', values: ['kind'] }
  await call(server, '/api/evaluators', { name: 'is_kind', definition, examples: [] })
  await call(server, '/api/datasets', { name: 'kindness', purpose: 'regression', protects: 'Kindness' })
  const rows = Array.from({ length: 700 }, (_, index) => ({
    input: { variables: { name: `Ada ${index} é \u2028 ${'x'.repeat(index % 50)}` }, messages: [] },
    evaluators: ['is_kind'],
  }))
  await call(server, '/api/datasets/kindness/rows', { rows })
  await deploy(server, 'The first one.')
}

const deploy = (server: ServerProcess, reason: string) =>
  call(server, '/api/deployments', {
    environment: 'production',
    release: { type: 'prompts', prompts: ['greet@1'] },
    unprotected: { reason },
  })

/** Sends traces of two spans until told to stop; the ids of those that were acknowledged. */
async function load(
  server: ServerProcess,
  { acknowledged, isOver }: { acknowledged: string[]; isOver: () => boolean },
) {
  for (let number = 1; !isOver(); number++) {
    const traceId = traceIdOf(number)
    const spans = [1, 2].map((index) =>
      buildSpan({ traceId, spanId: spanIdOf(index), parentSpanId: index === 1 ? '' : spanIdOf(1) }),
    )
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${server.url}/v1/traces`, { method: 'POST', headers, body: tracesBody(...spans) })
    if (answer.ok) acknowledged.push(traceId)
  }
}

const auditOf = async (server: ServerProcess) =>
  (await call(server, '/api/audit')) as { head: unknown; entries: unknown[] }
const rowsOf = async (server: ServerProcess) => (await call(server, '/api/datasets/kindness/rows?limit=200')).rows

describe('a backup', () => {
  let backup: string
  let before: readonly string[]
  let told: { audit: unknown; rows: unknown }
  beforeAll(async () => {
    const server = await startServerProcess(await emptyDirectory(), { PAWL_BACKUP_DIR: await emptyDirectory() })
    try {
      await fill(server)
      const acknowledged: string[] = []
      let isOver = false
      const loading = load(server, { acknowledged, isOver: () => isOver })
      while (acknowledged.length < 30) await new Promise((resolve) => setTimeout(resolve, 5))
      before = [...acknowledged]
      told = { audit: await auditOf(server), rows: await rowsOf(server) }
      const made = createdBackupSchema.parse(await call(server, '/api/backups', {}))
      const countAtEnd = acknowledged.length
      isOver = true
      await loading
      expect(countAtEnd, 'traces come in meanwhile').toBeGreaterThan(before.length)
      const listed = (await call(server, '/api/backups')) as { backups: { id: string }[] }
      expect(listed.backups.map(({ id }) => id)).toEqual([made.id])
      backup = made.directory
    } finally {
      await server.kill('SIGKILL')
    }
  }, 120_000)

  describe.each(controlEngines)('restored into $name', (engine) => {
    it.skipIf(engine.skipped !== null)(
      'has everything that was acknowledged before it, and goes on from there',
      async () => {
        await engine.start()
        try {
          const { postgresUrl } = await engine.newPlace()
          const settings = postgresUrl === null ? {} : { PAWL_POSTGRES_URL: postgresUrl }
          const dataDir = await emptyDirectory()
          expect(await restore(backup, dataDir, settings)).toMatchObject({ isDone: true })
          const server = await startServerProcess(dataDir, settings)
          try {
            for (const traceId of before) {
              const { trace } = (await call(server, `/api/traces/${traceId}`)) as { trace: { spanCount: number } }
              expect(trace.spanCount).toBe(2)
            }
            expect({ audit: await auditOf(server), rows: await rowsOf(server) }).toEqual(told)
            expect(await call(server, '/api/audit/verify', {})).toMatchObject({ isIntact: true })
            await deploy(server, 'Once more.')
            expect(await call(server, '/api/audit/verify', {})).toMatchObject({ isIntact: true })
          } finally {
            await server.kill('SIGTERM')
          }
        } finally {
          await engine.stop()
        }
      },
    )
  })

  it('is restored into an empty directory only', async () => {
    const dataDir = await emptyDirectory()
    await writeFile(join(dataDir, 'mine'), '')
    const answer = await restore(backup, dataDir)
    expect(answer).toMatchObject({ isDone: false, text: expect.stringContaining('is not empty') })
    expect(await readdir(dataDir)).toEqual(['mine'])
  })

  it('leaves a directory that no server starts from when its restore is broken off', async () => {
    const dataDir = await emptyDirectory()
    await writeFile(join(dataDir, 'restore-unfinished'), '')
    await expect(startServerProcess(dataDir)).rejects.toThrow('was broken off')
  })

  it('that is damaged is refused before anything is written, and the damaged file named', async () => {
    const dataDir = join(await emptyDirectory(), 'new')
    const damaged = join(backup, 'control', 'dataset_rows.jsonl.gz')
    await appendFile(damaged, 'x')
    const answer = await restore(backup, dataDir)
    expect(answer).toMatchObject({ isDone: false, text: expect.stringContaining(damaged) })
    await expect(stat(dataDir)).rejects.toThrow()
    await unlink(join(backup, 'backup.json'))
    expect(await restore(backup, dataDir)).toMatchObject({
      isDone: false,
      text: expect.stringContaining('is no backup'),
    })
  })
})
