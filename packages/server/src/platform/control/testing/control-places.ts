import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '../../log/index.ts'
import { type PostgresServer, postgresMissing, startPostgres } from './postgres-server.ts'

/** Where a control store of a test lives: everything that `openControlStore` needs of the configuration. */
export interface ControlPlace {
  readonly dataDir: string
  readonly postgresUrl: string | null
}

/** One of the two engines that every promise of the control store is tested on. */
export interface ControlEngineUnderTest {
  readonly name: string
  /** Why its tests do not run here. */
  readonly skipped: string | null
  start(): Promise<void>
  stop(): Promise<void>
  /** A place without any data. */
  newPlace(): Promise<ControlPlace>
}

export const quietLog = createLogger({ level: 'error', write: () => undefined })

/** `describe.each(controlEngines)`; a test file starts and stops the engine once. */
export const controlEngines: readonly ControlEngineUnderTest[] = [pgliteUnderTest(), postgresUnderTest()]

function pgliteUnderTest(): ControlEngineUnderTest {
  const scratch = scratchDirectories()
  return {
    name: 'PGlite',
    skipped: null,
    start: async () => undefined,
    stop: scratch.remove,
    newPlace: async () => ({ dataDir: await scratch.create(), postgresUrl: null }),
  }
}

function postgresUnderTest(): ControlEngineUnderTest {
  const scratch = scratchDirectories()
  let server: PostgresServer | null = null
  return {
    name: postgresMissing === null ? 'PostgreSQL' : `PostgreSQL (${postgresMissing})`,
    skipped: postgresMissing,
    async start() {
      server = await startPostgres()
    },
    async stop() {
      await server?.stop()
      await scratch.remove()
    },
    async newPlace() {
      if (server === null) throw new Error('the server was not started')
      return { dataDir: await scratch.create(), postgresUrl: await server.createDatabase() }
    },
  }
}

function scratchDirectories() {
  const created: string[] = []
  return {
    async create() {
      const directory = await mkdtemp(join(tmpdir(), 'pawl-control-'))
      created.push(directory)
      return directory
    },
    async remove() {
      for (const directory of created.splice(0)) await rm(directory, { recursive: true, force: true })
    },
  }
}
