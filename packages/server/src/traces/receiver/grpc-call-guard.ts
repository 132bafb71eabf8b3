import { constants } from 'node:http2'
import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  type ServerListener,
} from '@grpc/grpc-js'
import { AppError } from '@pawl/core'
import type { Logger } from '../../platform/log/index.ts'
import { type BodyBudget, type BodyLease, overloaded } from './body-budget.ts'
import { failureOf, rpcCodeOf } from './failure.ts'
import { type CallInternals, internalsOf } from './grpc-call-internals.ts'
import { type GrpcStatus, grpcStatusOf } from './grpc-status.ts'
import { inflateBody } from './inflate-body.ts'
import type { Authenticate, IngestCaller } from './ingest-port.ts'
import { requireIngest } from './require-ingest.ts'

export interface CallGuardOptions {
  readonly authenticate: Authenticate
  readonly budget: BodyBudget
  readonly maxMessageBytes: number
  readonly log: Logger
}

/** What the guard found out about a call before its handler runs. */
export interface GuardedCall {
  readonly caller: IngestCaller
  readonly lease: BodyLease
}

interface AdmittedCall extends GuardedCall {
  readonly handOver: () => void
}

/** Kept for each DATA frame besides its bytes: a sender of one-byte frames pays for the objects that hold them. */
const frameOverheadBytes = 256

/**
 * Stands before every call: reads nothing before the caller may ingest, counts what is held against the budget, ends
 * calls that do not move, and unpacks within limits. The handler finds its call by the metadata object it is given.
 */
export class CallGuard {
  private readonly options: CallGuardOptions
  private readonly guarded = new WeakMap<Metadata, AdmittedCall>()

  constructor(options: CallGuardOptions) {
    this.options = options
  }

  readonly interceptor: ServerInterceptor = (_method, call) => {
    const internals = internalsOf(call)
    if (internals === undefined) return this.refuse(call)
    closeAfterStatus(internals)
    return new ServerInterceptingCall(call, { start: (next) => next(this.listenerFor(internals)) })
  }

  /** The call that came with this metadata object. Its lease is the handler's to release from now on. */
  takeOver(metadata: Metadata): GuardedCall {
    const call = this.guarded.get(metadata)
    if (call === undefined) throw new AppError('internal', 'A call came past its guard')
    call.handOver()
    return call
  }

  private refuse(call: ServerInterceptingCallInterface): ServerInterceptingCall {
    const why = new AppError('internal', 'The installed version of @grpc/grpc-js cannot be bounded', {
      fix: 'Install the version that Pawl names, or send to OTLP/HTTP',
    })
    return new ServerInterceptingCall(call, { start: () => call.sendStatus(this.statusOf(why)) })
  }

  private listenerFor(internals: CallInternals): ServerListener {
    return {
      onReceiveMetadata: (metadata, proceed) => {
        this.admit(metadata, internals).then(
          () => proceed(metadata),
          (error: unknown) => internals.sendStatus(this.statusOf(error)),
        )
      },
    }
  }

  private async admit(metadata: Metadata, internals: CallInternals): Promise<void> {
    const caller = requireIngest(await this.options.authenticate(headersOf(metadata)))
    // One byte stands for the unknown length: what is full now stays closed.
    this.options.budget.requireRoom(1)
    const lease = this.options.budget.lease((why) => internals.sendStatus(this.statusOf(why)))
    const onClose = (): void => lease.release()
    if (internals.stream.closed) onClose()
    else internals.stream.once('close', onClose)
    this.boundMessage(internals, lease)
    this.guarded.set(metadata, { caller, lease, handOver: () => internals.stream.off('close', onClose) })
  }

  private boundMessage(internals: CallInternals, lease: BodyLease): void {
    internals.stream.on('data', (frame: Buffer) => {
      lease.progress(frame.length)
      // Twice: the frames and the message that is made of them are held together.
      if (!lease.take(2 * frame.length + frameOverheadBytes)) internals.sendStatus(this.statusOf(overloaded()))
    })
    internals.decompressMessage = async (message, encoding) => {
      try {
        return await this.unpack(message, encoding, lease)
      } catch (error) {
        throw this.statusOf(error)
      }
    }
  }

  private async unpack(message: Buffer, encoding: string, lease: BodyLease): Promise<Buffer> {
    const bytes = message.subarray(5)
    if (message[0] === 0) return bytes
    if (encoding !== 'gzip' && encoding !== 'deflate') {
      // gRPC over HTTP/2, "Message Encoding": a compressed message without a known encoding.
      const known = encoding === 'identity' ? 'no encoding is named' : `the encoding ${encoding} is not supported`
      throw new AppError('unsupported_media_type', `The message is compressed, but ${known}`, {
        where: 'grpc-encoding',
        fix: 'Use gzip, deflate or no compression',
      })
    }
    const { maxMessageBytes } = this.options
    const unpacked = await inflateBody({ bytes, compression: encoding, maxBytes: maxMessageBytes, lease })
    return Buffer.from(unpacked.buffer, unpacked.byteOffset, unpacked.byteLength)
  }

  private statusOf(error: unknown): GrpcStatus {
    return grpcStatusOf(failureOf(error, this.options.log))
  }
}

/**
 * Makes every status the last thing of its stream. grpc-js would wait for the rest of a message that nobody wants, and
 * so for a sender that never sends it; RFC 9113, 8.1 has RST_STREAM with NO_ERROR for this.
 */
function closeAfterStatus(internals: CallInternals): void {
  const { stream } = internals
  const sendStatus = internals.sendStatus.bind(internals)
  let isSent = false
  internals.sendStatus = (status) => {
    if (isSent) return
    isSent = true
    const isSendersFault = status.code === 13 && status.details?.startsWith('Invalid grpc-timeout') === true
    sendStatus(isSendersFault ? { ...status, code: rpcCodeOf.bad_request } : status)
    if (!stream.readableEnded && !stream.closed) stream.close(constants.NGHTTP2_NO_ERROR)
  }
}

function headersOf(metadata: Metadata): Record<string, string> {
  const headers: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(metadata.getMap())) {
    if (typeof value === 'string') headers[name] = value
  }
  return headers
}
