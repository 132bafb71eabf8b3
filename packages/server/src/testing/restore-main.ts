import { restoreServer } from '../restore-server.ts'

// restore-main.ts <backup> <data directory>: in a process of its own, for the engine binds one directory per process.
const [backup = '', dataDir = ''] = process.argv.slice(2)
try {
  console.info(JSON.stringify(await restoreServer(backup, { dataDir })))
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
