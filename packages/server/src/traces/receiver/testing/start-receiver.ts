import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AppError } from '@pawl/core'
import { createLogger, type Logger } from '../../../platform/log/index.ts'
import { BodyBudget, type BodyBudgetOptions } from '../body-budget.ts'
import type { Authenticate } from '../ingest-port.ts'
import { startOtlpGrpc } from '../otlp-grpc.ts'
import { createOtlpHttp } from '../otlp-http.ts'
import { DecodingIngest } from './decoding-ingest.ts'

export interface ReceiverSettings {
  readonly authenticate?: Authenticate
  readonly checkRequest?: (request: IncomingMessage) => AppError | undefined
  readonly corsOrigins?: readonly string[]
  readonly maxBodyBytes?: number
  readonly budget?: BodyBudgetOptions
}

export interface StartedReceiver {
  readonly httpPort: number
  readonly httpUrl: string
  readonly grpcPort: number
  readonly ingest: DecodingIngest
  readonly budget: BodyBudget
  /** What the receiver logged. */
  readonly logLines: string[]
  close(): Promise<void>
}

/** Both receivers on free ports of loopback, before an ingest port that decodes for real. */
export async function startReceiver(settings: ReceiverSettings = {}): Promise<StartedReceiver> {
  const { maxBodyBytes = 64 * 1024 ** 2, corsOrigins = [] } = settings
  const ingest = new DecodingIngest()
  const budget = new BodyBudget(settings.budget)
  const logLines: string[] = []
  const log: Logger = createLogger({ level: 'debug', write: (line) => logLines.push(line) })
  const authenticate = settings.authenticate ?? (async () => ({ project: 'default', canIngest: true }))
  const checkRequest = settings.checkRequest ?? (() => undefined)
  const handle = createOtlpHttp({ ingest, authenticate, checkRequest, budget, maxBodyBytes, corsOrigins, log })
  const http = createServer((request, response) => {
    if (handle(request, response) !== false) return
    response.writeHead(404).end('not the receiver')
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const grpc = await startOtlpGrpc({
    host: '127.0.0.1',
    port: 0,
    ingest,
    authenticate,
    budget,
    maxMessageBytes: maxBodyBytes,
    log,
  })
  const httpPort = (http.address() as AddressInfo).port
  return {
    httpPort,
    httpUrl: `http://127.0.0.1:${httpPort}`,
    grpcPort: grpc.port,
    ingest,
    budget,
    logLines,
    close: async () => {
      await grpc.close(1_000)
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
