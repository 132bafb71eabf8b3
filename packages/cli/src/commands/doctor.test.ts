import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { ServerStatus } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { checkDataDir } from '../doctor/check-data-dir.ts'
import { checkMemory, checkNode, checkThreadPool } from '../doctor/check-machine.ts'
import { checkPorts } from '../doctor/check-ports.ts'
import { programVersion } from '../program-version.ts'
import { problem, startContractServer, unusedUrl } from '../testing/contract-server.ts'
import { runPawl } from '../testing/run-pawl.ts'

const portOf = (url: string) => Number(new URL(url).port)

const status = (version: string): ServerStatus => ({
  version,
  telemetry: { engine: 'chdb', location: '/data' },
  control: { engine: 'pglite', location: '/data' },
  disk: { freeBytes: 1e10, minFreeBytes: 1e9, ingestPaused: false },
  project: 'default',
  hasTraces: false,
  spanCount: 0,
  keysExist: false,
  retentionDays: 30,
  otlp: { httpUrl: 'http://127.0.0.1:4318', grpcUrl: null },
  hints: [],
  redactions: [],
  process: { rssBytes: 1, loopDelayP99Ms: 1 },
})

describe('pawl doctor', () => {
  it('finds nothing wrong where Pawl can run, and loads both engines to know it', async () => {
    const ports = [portOf(await unusedUrl()), portOf(await unusedUrl())]
    const words = ['doctor', '--format', 'json', '--data-dir', join(tmpdir(), 'pawl-doctor-not-there')]
    const run = await runPawl([...words, '--port', String(ports[0]), '--grpc-port', String(ports[1])])
    const { findings } = JSON.parse(run.stdout)
    expect(findings.filter((finding: { status: string }) => finding.status !== 'ok')).toEqual([])
    expect(run.exitCode).toBe(0)
    const checks = findings.map((finding: { check: string }) => finding.check)
    expect(checks).toEqual(expect.arrayContaining(['node', 'threads', 'memory', 'telemetry engine', 'control engine']))
  })

  it('ends with 2 when something is wrong, and says how to fix it', async () => {
    await using other = await startContractServer({})
    const run = await runPawl(['doctor', '--port', String(portOf(other.url)), '--data-dir', tmpdir()])
    expect(run.exitCode).toBe(2)
    expect(run.stdout).toMatch(/problem +http port +another program uses \d+\n +Fix: .*--port/)
  })
})

describe('ports', () => {
  const findings = async (url: string) => {
    const found = await checkPorts({ httpPort: portOf(url), grpcPort: portOf(await unusedUrl()), key: undefined })
    return found.map((finding) => `${finding.check}: ${finding.status}`)
  }

  it('are fine when Pawl answers there, whose version is compared', async () => {
    await using same = await startContractServer({ 'GET /api/status': { body: status(programVersion) } })
    expect(await findings(same.url)).toEqual(['http port: ok', 'grpc port: ok', 'version: ok'])
    await using newer = await startContractServer({ 'GET /api/status': { body: status('99.0.0') } })
    expect(await findings(newer.url)).toContain('version: warning')
  })

  it('are fine when a Pawl with keys answers there', async () => {
    await using server = await startContractServer({ 'GET /api/status': problem('unauthenticated', 401) })
    expect(await findings(server.url)).toEqual(['http port: ok', 'grpc port: ok', 'version: warning'])
  })

  it('are a problem when another program has them', async () => {
    await using other = await startContractServer({})
    const port = portOf(other.url)
    const found = await checkPorts({ httpPort: portOf(await unusedUrl()), grpcPort: port, key: undefined })
    expect(found).toMatchObject([{ status: 'ok' }, { check: 'grpc port', status: 'problem' }])
  })
})

describe('the machine', () => {
  it.each([
    { version: 'v18.20.0', status: 'problem' },
    { version: 'v20.18.1', status: 'problem' },
    { version: 'v20.19.0', status: 'ok' },
    { version: 'v24.1.0', status: 'ok' },
  ])('$version is $status', ({ version, status: expected }) => {
    expect(checkNode(version).status).toBe(expected)
  })

  it('needs more threads than the default, and some memory', () => {
    expect([undefined, 4, 16].map((size) => checkThreadPool(size).status)).toEqual(['warning', 'warning', 'ok'])
    expect([1e9, 8e9].map((total) => checkMemory(total, 1e8).status)).toEqual(['warning', 'ok'])
  })

  it.skipIf(userInfo().uid === 0)('needs a data directory that can be written (skipped as root)', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'pawl-read-only-'))
    await chmod(directory, 0o500)
    expect((await checkDataDir(join(directory, 'x'))).finding.status).toBe('problem')
    await rm(directory, { recursive: true })
  })
})
