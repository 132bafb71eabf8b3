import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RealServer, startRealServer } from '../testing/real-server.ts'
import { runPawl } from '../testing/run-pawl.ts'

const errors = 'name: errors\nmetric: { measure: error_rate }\nsliceBy: model\n'

describe('pawl monitors, against a real server', () => {
  let server: RealServer
  let directory: string
  beforeAll(async () => {
    server = await startRealServer('monitors')
    directory = join(server.root, 'repository')
    await mkdir(join(directory, 'monitors'), { recursive: true })
    await writeFile(join(directory, 'monitors/errors.yml'), errors)
  })
  afterAll(() => server.close())
  const run = (...words: string[]) => runPawl(words, { server: server.url, project: 'default' })
  const sync = (command: string) => run(command, '--dir', directory)
  const fileOf = (name: string) => join(directory, `monitors/${name}.yml`)

  it('makes one of a file, lists and shows it, says what it would have said, mutes and deletes it', async () => {
    expect(await run('monitors', 'create', fileOf('errors'))).toMatchObject({ exitCode: 0 })
    expect((await run('monitors', 'list')).stdout).toMatch(/errors +learning +error_rate/)
    expect((await run('monitors', 'show', 'errors', '--look')).stdout).toContain('It learns what is usual')
    expect((await run('monitors', 'test', 'errors', '--days', '7')).stdout).toContain('It learns what is usual')
    expect((await run('monitors', 'mute', 'errors', '--for', '2h')).stdout).toContain('errors is muted until')
    expect((await run('monitors', 'list')).stdout).toContain('learning, muted')
    expect((await run('monitors', 'unmute', 'errors')).stdout).toBe('errors tells of its alerts again.\n')
    const wrong = await run('monitors', 'mute', 'errors', '--for', 'ever')
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('90m, 8h, 3d') })
    expect((await run('monitors', 'delete', 'errors')).stdout).toBe('Deleted errors.\n')
  })

  it('goes with the files of a repository, both ways', async () => {
    expect((await sync('push')).stdout).toMatch(/monitor errors +new|new +monitor errors/)
    expect((await sync('status')).stdout).not.toContain('errors')
    await writeFile(fileOf('errors'), errors.replace('error_rate', 'latency_ms'))
    await sync('push')
    expect((await run('monitors', 'list')).stdout).toMatch(/errors +learning +latency_ms/)
    await writeFile(join(server.root, 'cost.yml'), 'name: cost-of-all\nmetric: { measure: cost_usd }\n')
    await run('monitors', 'create', join(server.root, 'cost.yml'))
    await sync('pull')
    expect(await readFile(fileOf('cost-of-all'), 'utf8')).toContain('measure: cost_usd')
    await writeFile(fileOf('errors'), 'name: errors\nmetric: { measure: error_rat }\n')
    expect(await sync('push')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('metric.measure') })
  })
})
