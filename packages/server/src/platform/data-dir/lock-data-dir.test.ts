import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { AppError } from '@pawl/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { programWords } from '../../testing/program-words.ts'
import { emptyDataDir } from './empty-data-dir.ts'
import { lockDataDir } from './lock-data-dir.ts'

const holdLock = new URL('./__fixtures__/hold-lock.ts', import.meta.url)

let dataDir: string
let children: ChildProcess[]

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pawl-lock-'))
  children = []
})

afterEach(async () => {
  for (const child of children) await kill(child)
  await rm(dataDir, { recursive: true })
})

function startHolder(): { child: ChildProcess; said: Promise<string> } {
  const child = spawn(process.execPath, [...programWords(holdLock), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const said = once(createInterface(child.stdout), 'line').then(([line]) => String(line))
  return { child, said }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const refusal = async (): Promise<AppError> => {
  const error = await lockDataDir(dataDir).then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!AppError.isInstance(error)) throw new Error('the lock was given', { cause: error })
  return error
}

describe('the lock on a data directory', () => {
  it('refuses a second process with one sentence that names the first', async () => {
    const { child, said } = startHolder()
    expect(await said).toBe('locked')
    const error = await refusal()
    expect(error.code).toBe('already_running')
    expect(error.message).toBe(`Another process (pid ${child.pid}) is already using the data directory ${dataDir}.`)
  })

  it('is taken over from a process that was killed, and by one process only', async () => {
    const first = startHolder()
    expect(await first.said).toBe('locked')
    await kill(first.child)
    const answers = await Promise.all(Array.from({ length: 4 }, () => startHolder().said))
    expect(answers.filter((answer) => answer === 'locked')).toHaveLength(1)
    expect(answers.filter((answer) => answer.startsWith('refused: '))).toHaveLength(3)
  })

  it('is free again after release, and leaves no file behind', async () => {
    const lock = await lockDataDir(dataDir)
    expect((await refusal()).code).toBe('already_running')
    await lock.release()
    expect(await readdir(dataDir)).toEqual([])
    await (await lockDataDir(dataDir)).release()
  })

  it('is not held by a later process that got the number of a dead one', async () => {
    const lock = await lockDataDir(dataDir)
    const path = join(dataDir, 'pawl.lock')
    const holder = JSON.parse(await readFile(path, 'utf8'))
    await writeFile(path, JSON.stringify({ ...holder, identity: 'an earlier boot/1', nonce: 'other' }))
    const taken = await lockDataDir(dataDir)
    await lock.release()
    expect((await refusal()).code).toBe('already_running')
    await taken.release()
  })

  it('follows the heartbeat of a holder on another machine', async () => {
    const path = join(dataDir, 'pawl.lock')
    await writeFile(path, JSON.stringify({ pid: 1, host: 'elsewhere', identity: null, nonce: 'other' }))
    expect((await refusal()).message).toContain('pid 1 on elsewhere')
    const aMinuteAgo = new Date(Date.now() - 60_000)
    await utimes(path, aMinuteAgo, aMinuteAgo)
    await (await lockDataDir(dataDir)).release()
  })

  it('is taken over when its file is damaged', async () => {
    await writeFile(join(dataDir, 'pawl.lock'), '{"pid": 12')
    await (await lockDataDir(dataDir)).release()
  })

  it('keeps a directory that is in use from being emptied', async () => {
    const file = join(dataDir, 'telemetry')
    await writeFile(file, 'rows')
    const { child, said } = startHolder()
    expect(await said).toBe('locked')
    await expect(emptyDataDir(dataDir)).rejects.toMatchObject({ code: 'already_running' })
    expect(await readFile(file, 'utf8')).toBe('rows')
    await kill(child)
    await emptyDataDir(dataDir)
    expect(await readdir(dataDir)).toEqual([])
  })
})
