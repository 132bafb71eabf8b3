import { type handleUnaryCall, Server, ServerCredentials, setLogger } from '@grpc/grpc-js'
import { AppError } from '@pawl/core'
import type { Logger } from '../../platform/log/index.ts'
import { acceptExport, type ExportedSignal } from './accept-export.ts'
import type { BodyBudget } from './body-budget.ts'
import { failureOf } from './failure.ts'
import { CallGuard } from './grpc-call-guard.ts'
import { grpcStatusOf } from './grpc-status.ts'
import type { Authenticate, IngestPort } from './ingest-port.ts'

export interface OtlpGrpcOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly ingest: IngestPort
  readonly authenticate: Authenticate
  /** Shared with the HTTP receiver, so that one bound holds for both. */
  readonly budget: BodyBudget
  /** Largest message, as sent and after decompression. */
  readonly maxMessageBytes: number
  readonly log: Logger
}

export interface OtlpGrpcServer {
  readonly port: number
  /** Takes no new calls, waits for the running ones up to `graceMs` (10 s unless told), then ends them. */
  close(graceMs?: number): Promise<void>
}

const exportPaths: readonly (readonly [ExportedSignal, string])[] = [
  ['traces', '/opentelemetry.proto.collector.trace.v1.TraceService/Export'],
  ['logs', '/opentelemetry.proto.collector.logs.v1.LogsService/Export'],
  ['metrics', '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export'],
]

/**
 * Starts OTLP over gRPC, without TLS, on one address.
 *
 * @throws AppError `bad_configuration` when the address cannot be listened on
 */
export async function startOtlpGrpc(options: OtlpGrpcOptions): Promise<OtlpGrpcServer> {
  // The library would write to the console, also what senders can provoke at will; its errors reach the caller as well.
  const note = (...words: unknown[]): void => options.log.debug(`gRPC: ${words.join(' ')}`)
  setLogger({ error: note, info: note, debug: note })
  const guard = new CallGuard(options)
  const server = new Server({
    interceptors: [guard.interceptor],
    'grpc.max_receive_message_length': options.maxMessageBytes,
    'grpc.max_concurrent_streams': 100,
    'grpc.max_connection_idle_ms': 15 * 60_000,
    // Finds peers that went away without closing.
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 20_000,
    'grpc.enable_channelz': 0,
  })
  for (const [signal, path] of exportPaths) addExport(server, { path, handle: exportHandler(signal, guard, options) })
  const port = await bind(server, options)
  return { port, close: (graceMs = 10_000) => close(server, graceMs) }
}

type ExportHandler = handleUnaryCall<Buffer, Buffer>

function addExport(server: Server, { path, handle }: { readonly path: string; readonly handle: ExportHandler }): void {
  const untouched = (bytes: Buffer): Buffer => bytes
  const method = {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: untouched,
    requestDeserialize: untouched,
    responseSerialize: untouched,
    responseDeserialize: untouched,
  } as const
  server.addService({ Export: method }, { Export: handle })
}

function exportHandler(signal: ExportedSignal, guard: CallGuard, { ingest, log }: OtlpGrpcOptions): ExportHandler {
  return (call, respond) => {
    const { caller, lease } = guard.takeOver(call.metadata)
    lease.complete()
    const body = transferable(call.request)
    acceptExport(ingest, { project: caller.project, signal, encoding: 'protobuf', body })
      .finally(() => lease.release())
      .then(
        (answer) => respond(null, Buffer.from(answer)),
        (error: unknown) => respond(grpcStatusOf(failureOf(error, log))),
      )
  }
}

/** Small messages lie in Node's shared pool, which must not be transferred to another thread; large ones behind their prefix. */
function transferable(message: Buffer): Uint8Array {
  const framePrefixBytes = 5
  const isAlone = message.buffer.byteLength - message.byteLength <= framePrefixBytes
  return isAlone ? message : new Uint8Array(message)
}

function bind(server: Server, { host, port }: OtlpGrpcOptions): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (cause, boundPort) => {
      if (cause === null) resolve(boundPort)
      else {
        const message = `OTLP/gRPC cannot listen on ${address}: ${cause.message}`
        reject(new AppError('bad_configuration', message, { fix: 'Choose another port, or switch gRPC off', cause }))
      }
    })
  })
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.forceShutdown(), graceMs)
    server.tryShutdown(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
