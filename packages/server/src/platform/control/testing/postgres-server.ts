import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** A PostgreSQL server of a test file, in a temporary directory and on a Unix socket. */
export interface PostgresServer {
  /** The URL of a new, empty database. */
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

/** Why the tests on a real PostgreSQL are skipped here, or null when they run. */
export const postgresMissing: string | null =
  findPostgres() === null ? 'skipped: no PostgreSQL found; install it with `apt-get install postgresql`' : null

export async function startPostgres(): Promise<PostgresServer> {
  const programs = findPostgres()
  if (programs === null) throw new Error('PostgreSQL is not installed')
  const user = unprivilegedUser()
  const directory = await mkdtemp(join(tmpdir(), 'pawl-pg-'))
  if (user !== null) chownSync(directory, user.uid, user.gid)
  const data = join(directory, 'data')
  const options = { ...(user ?? {}), cwd: directory, stdio: 'ignore' } as const
  await ended(spawn(join(programs, 'initdb'), ['-D', data, '-U', 'pawl', '-A', 'trust', '-N', '-E', 'UTF8'], options))
  const settings = ['-c', 'listen_addresses=', '-c', 'fsync=off', '-c', `unix_socket_directories=${directory}`]
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...settings], options)
  const urlOf = (database: string) => `postgresql://pawl@localhost/${database}?host=${encodeURIComponent(directory)}`
  await untilReady(urlOf('postgres'), server)
  let created = 0
  return {
    async createDatabase() {
      const name = `test_${++created}`
      await query(urlOf('postgres'), `create database ${name}`)
      return urlOf(name)
    },
    async stop() {
      server.kill('SIGINT')
      if (server.exitCode === null) await once(server, 'exit')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** The newest version under Debian's directory, or what stands on PATH under the names other systems use. */
function findPostgres(): string | null {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const candidates = [
    ...versions.map((version) => join(debian, version, 'bin')),
    '/usr/bin',
    '/usr/local/bin',
    '/opt/homebrew/bin',
  ]
  return candidates.find((path) => existsSync(join(path, 'postgres')) && existsSync(join(path, 'initdb'))) ?? null
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
function unprivilegedUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const [, , uid, gid] = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

async function ended(child: ChildProcess): Promise<void> {
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${child.spawnfile} ended with code ${code}`)
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (server.exitCode !== null) throw new Error(`postgres ended with code ${server.exitCode}`)
    try {
      return await query(url, 'select 1')
    } catch {
      await sleep(50)
    }
  }
  throw new Error('postgres did not start')
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
