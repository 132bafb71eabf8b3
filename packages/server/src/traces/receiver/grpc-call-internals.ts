import type { ServerHttp2Stream } from 'node:http2'
import type { GrpcStatus } from './grpc-status.ts'

/**
 * Parts of a grpc-js server call that its types hide. Without them a call cannot be bounded: the library holds the
 * messages of any number of calls, unpacks any number of them at once, waits for a stalled sender for ever, and calls
 * damaged gzip data an internal error of the server. `sendStatus` is public, and also what the library calls by itself.
 */
export interface CallInternals {
  readonly stream: ServerHttp2Stream
  /** Takes a message with its five-byte prefix; a rejection is a GrpcStatus. */
  decompressMessage(message: Buffer, encoding: string): Buffer | Promise<Buffer>
  sendStatus(status: Partial<GrpcStatus>): void
}

/** The internals of the call that grpc-js gives the first interceptor; undefined when its version has others. */
export function internalsOf(call: object): CallInternals | undefined {
  const internals = call as Partial<CallInternals>
  const isKnown =
    typeof internals.stream?.on === 'function' &&
    typeof internals.decompressMessage === 'function' &&
    typeof internals.sendStatus === 'function'
  return isKnown ? (internals as CallInternals) : undefined
}
