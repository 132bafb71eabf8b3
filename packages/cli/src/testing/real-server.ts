import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConfigOverrides } from '@pawl/server'
import { loadServer } from '../load-server.ts'

export interface RealServer {
  readonly url: string
  /** For the files of its tests as well; it goes with the server. */
  readonly root: string
  close(): Promise<void>
}

/** The whole server on a free port, with data of its own. */
export async function startRealServer(name: string, overrides: ConfigOverrides = {}): Promise<RealServer> {
  const root = await mkdtemp(join(tmpdir(), `pawl-${name}-`))
  const { startServer } = await loadServer()
  const server = await startServer({
    ...{ dataDir: join(root, 'data'), port: 0, grpcPort: 'off', logLevel: 'error' },
    ...overrides,
  })
  return {
    url: server.url,
    root,
    async close() {
      await server.close()
      await rm(root, { recursive: true })
    },
  }
}
