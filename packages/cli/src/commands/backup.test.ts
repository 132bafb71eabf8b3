import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RealServer, startRealServer } from '../testing/real-server.ts'
import { runPawl } from '../testing/run-pawl.ts'

describe('pawl backup, against a real server', () => {
  let server: RealServer
  beforeAll(async () => {
    server = await startRealServer('backup')
  })
  afterAll(() => server.close())
  const run = (...words: string[]) => runPawl(['backup', ...words], { server: server.url })

  it('prints where the backup is, for a script, and what else is needed, for a person', async () => {
    expect((await run('list')).stdout).toContain('There is no backup in')
    const { stdout, stderr, exitCode } = await run('create')
    expect(exitCode).toBe(0)
    expect(await readdir(stdout.trim())).toEqual(['backup.json', 'control', 'telemetry'])
    expect(stderr).toContain('Copy it to another disk')
    expect(stderr).toContain('secret.key')
    expect((await run('list')).stdout).toContain(stdout.trim().split('/').at(-1))
  })

  it('shows one that was broken off as incomplete, beside those that are whole', async () => {
    const whole = (await run('create')).stdout.trim()
    const brokenOff = join(whole, '..', '20200101t000000z-00000000')
    await mkdir(brokenOff)
    const { stdout, stderr, exitCode } = await run('list')
    expect(exitCode).toBe(0)
    expect(stdout).toContain(whole.split('/').at(-1))
    expect(stdout).toMatch(/20200101t000000z-00000000 .*incomplete/)
    expect(stderr).toContain('it has no backup.json')
  })

  it('refuses to restore over data, and what is no backup, with exit code 2', async () => {
    const { stdout } = await run('create')
    const over = await run('restore', stdout.trim(), '--data-dir', join(server.root, 'data'))
    expect(over).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is not empty') })
    const nothing = await run('restore', server.root, '--data-dir', join(server.root, 'new'))
    expect(nothing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is no backup') })
  })
})
