import { createConnection } from 'node:net'
import { AppError, serverStatusSchema } from '@pawl/core'
import { createApiClient } from '../api/api-client.ts'
import { programVersion } from '../program-version.ts'
import { type Finding, ok, problem, warning } from './finding.ts'

export interface PortsToCheck {
  readonly httpPort: number
  readonly grpcPort: number
  readonly key: string | undefined
}

/** Whether the ports are free, or a Pawl answers on them, and whether it has this program's version. */
export async function checkPorts({ httpPort, grpcPort, key }: PortsToCheck): Promise<Finding[]> {
  if (!(await isTaken(httpPort))) {
    return [ok('http port', `${httpPort} is free`), await grpcFinding(grpcPort, { isPawlRunning: false })]
  }
  const answering = await askPawl(`http://127.0.0.1:${httpPort}`, key)
  if (answering === undefined) {
    return [
      problem('http port', `another program uses ${httpPort}`, 'Stop it, or give Pawl another port with --port.'),
      await grpcFinding(grpcPort, { isPawlRunning: false }),
    ]
  }
  const running = ok('http port', `Pawl answers on ${httpPort}`)
  return [running, await grpcFinding(grpcPort, { isPawlRunning: true }), versionFinding(answering.version)]
}

async function grpcFinding(port: number, { isPawlRunning }: { isPawlRunning: boolean }): Promise<Finding> {
  if (!(await isTaken(port))) return ok('grpc port', `${port} is free`)
  if (isPawlRunning) return ok('grpc port', `${port} is in use, with Pawl running`)
  return problem('grpc port', `another program uses ${port}`, 'Stop it, or give Pawl another with --grpc-port.')
}

function versionFinding(serverVersion: string | undefined): Finding {
  if (serverVersion === undefined) {
    return warning('version', 'the running server does not tell its version without a key', 'Give one with --key.')
  }
  if (serverVersion === programVersion) return ok('version', `server and program are ${programVersion}`)
  return warning(
    'version',
    `the server is ${serverVersion}, this program ${programVersion}`,
    'Use the same version of both.',
  )
}

/** Pawl's answer; undefined when it is another program. A Pawl that refuses us is one too. */
async function askPawl(url: string, key: string | undefined): Promise<{ version: string | undefined } | undefined> {
  try {
    const api = createApiClient({ serverUrl: url, key, project: undefined })
    const { version } = await api.fetchAnswer('/api/status', serverStatusSchema, { signal: AbortSignal.timeout(5000) })
    return { version }
  } catch (error) {
    const isRefusal = AppError.isInstance(error) && (error.code === 'unauthenticated' || error.code === 'forbidden')
    return isRefusal ? { version: undefined } : undefined
  }
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1', timeout: 2000 })
    const end = (taken: boolean) => {
      socket.destroy()
      resolve(taken)
    }
    socket.on('connect', () => end(true))
    socket.on('timeout', () => end(true))
    socket.on('error', () => end(false))
  })
}
