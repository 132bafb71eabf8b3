import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isBuilt, startProgram } from '../testing/built-program.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pawl-serve-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true })
})

const serve = (dataDir: string) =>
  startProgram(['serve', '--data-dir', dataDir, '--port', '0', '--grpc-port', '0', '--format', 'json'])

describe.skipIf(!isBuilt)('pawl serve (skipped before `npm run build`)', () => {
  it('says where it is, where the data is and how to send a trace, and stops in order at Ctrl-C', async () => {
    const dataDir = join(directory, 'one')
    const running = serve(dataDir)
    await running.output(/Ctrl-C stops Pawl/)
    const second = await serve(dataDir).ended
    const stoppedMs = performance.now()
    running.child.kill('SIGINT')
    const { exitCode, stdout, stderr } = await running.ended
    expect(exitCode).toBe(0)
    // Nothing is under way: no timer may hold the process until the grace is over.
    expect(performance.now() - stoppedMs).toBeLessThan(5_000)
    const { url, grpcUrl, dataDir: told } = JSON.parse(stdout)
    expect(told).toBe(dataDir)
    expect(stderr).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=${url}\n`)
    expect(stderr).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=${grpcUrl}\n`)
    expect(await readdir(dataDir)).not.toContain('pawl.lock')
    // Two processes on one data directory: the second gets a sentence.
    expect(second).toMatchObject({ exitCode: 2, stdout: '' })
    expect(second.stderr).toMatch(/pawl: .*\n +Fix: /)
    expect(second.stderr).not.toMatch(/^\s+at /m)
  })

  it('stops at once at a second Ctrl-C', async () => {
    const running = serve(join(directory, 'two'))
    await running.output(/Ctrl-C stops Pawl/)
    running.child.kill('SIGTERM')
    running.child.kill('SIGINT')
    const { exitCode } = await running.ended
    expect([0, 130]).toContain(exitCode)
  })

  it('refuses a setting that makes no sense with exit code 2', async () => {
    const { exitCode, stderr } = await startProgram(['serve', '--port', 'many', '--data-dir', directory]).ended
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/pawl: The value of --port cannot be used/)
  })
})
