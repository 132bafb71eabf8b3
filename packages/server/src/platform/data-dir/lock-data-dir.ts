import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@pawl/core'
import { systemCode } from '../system-error/index.ts'
import { processIdentity } from './process-identity.ts'

export interface DataDirLock {
  /** Of the lock itself, in the data directory. */
  readonly fileName: string
  /** Lets the next process in. Does nothing when another process has taken the lock over. */
  release(): Promise<void>
}

interface Holder {
  readonly pid: number
  readonly host: string
  readonly identity: string | null
  readonly nonce: string
}

const lockFileName = 'pawl.lock'
const heartbeatMs = 10_000
/** A holder on another machine or in another container cannot be looked up: its heartbeat decides. */
const heartbeatLostMs = 35_000

/**
 * Makes this process the only one on a data directory, which it creates when missing. A lock left by a process that
 * was killed is taken over.
 *
 * @throws AppError `already_running` that names the process which holds the lock
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, lockFileName)
  const nonce = randomBytes(8).toString('hex')
  const mine: Holder = { pid: process.pid, host: hostname(), identity: await processIdentity(process.pid), nonce }
  const draft = `${path}.${nonce}`
  await writeFile(draft, `${JSON.stringify(mine)}\n`, { mode: 0o600 })
  try {
    await take({ path, draft, dataDir })
  } finally {
    await rm(draft, { force: true })
  }
  // Two processes may have found the same dead holder; only one of them is named by the file in the end.
  const winner = await readHolder(path)
  if (winner?.nonce !== nonce) throw alreadyRunning(dataDir, winner)
  const heartbeat = setInterval(() => {
    const now = new Date()
    // A missed beat is made good by the next one; a holder on this machine is recognised without them.
    utimes(path, now, now).catch(() => undefined)
  }, heartbeatMs)
  heartbeat.unref()
  return {
    fileName: lockFileName,
    async release() {
      clearInterval(heartbeat)
      if ((await readHolder(path))?.nonce === nonce) await rm(path, { force: true })
    },
  }
}

/** `link` puts the whole file in place at once or fails: nobody ever reads half a lock. */
async function take({ path, draft, dataDir }: { path: string; draft: string; dataDir: string }): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      await link(draft, path)
      return
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error
    }
    const holder = await readHolder(path)
    if (holder !== null && (await isAlive(path, holder))) throw alreadyRunning(dataDir, holder)
    await setAside(path, holder)
  }
  throw alreadyRunning(dataDir, await readHolder(path))
}

/** Removes the lock of a dead holder, unless another process has meanwhile replaced it by its own. */
async function setAside(path: string, dead: Holder | null): Promise<void> {
  const aside = `${path}.${randomBytes(8).toString('hex')}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    throw error
  }
  const moved = await readHolder(aside)
  // When a third process has linked its own by now, the one moved here finds out when it reads the lock back.
  if (moved !== null && moved.nonce !== dead?.nonce) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}

async function isAlive(path: string, holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) {
    const file = await stat(path).catch(() => null)
    return file !== null && Date.now() - file.mtimeMs < heartbeatLostMs
  }
  const identity = await processIdentity(holder.pid)
  return identity !== null && (holder.identity === null || holder.identity === identity)
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    const holder: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isHolder(holder) ? holder : null
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return null
    throw error
  }
}

const isHolder = (value: unknown): value is Holder =>
  typeof value === 'object' && value !== null && 'pid' in value && 'host' in value && 'nonce' in value

function alreadyRunning(dataDir: string, holder: Holder | null): AppError {
  const elsewhere = holder !== null && holder.host !== hostname() ? ` on ${holder.host}` : ''
  const who = holder === null ? 'Another process' : `Another process (pid ${holder.pid}${elsewhere})`
  const wait = elsewhere === '' ? '' : ', or wait half a minute if it was just killed'
  return new AppError('already_running', `${who} is already using the data directory ${dataDir}.`, {
    fix: `Stop that process${wait}, or choose another directory with --data-dir or PAWL_DATA_DIR.`,
    where: dataDir,
  })
}
