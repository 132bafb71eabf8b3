// A server of its own process, for tests that kill it. Arguments: data directory, port.
import { startServer } from '../start-server.ts'

const [dataDir, port] = process.argv.slice(2)
const server = await startServer({ dataDir, port, grpcPort: 'off', logLevel: 'error' })
process.on('SIGTERM', () => {
  server.close().then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
process.stdout.write(`${server.url}\n`)
