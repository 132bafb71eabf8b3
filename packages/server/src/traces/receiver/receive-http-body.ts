import type { IncomingMessage } from 'node:http'
import type { AppError } from '@pawl/core'
import { type BodyBudget, type BodyLease, overloaded } from './body-budget.ts'
import { GrowingBytes } from './growing-bytes.ts'
import { tooLarge } from './inflate-body.ts'

/** The sender closed the connection before the body was complete: nobody is left to answer. */
export class SenderGone extends Error {}

export interface LeasedBody {
  readonly bytes: Uint8Array
  /** To be released when the bytes are no longer held. */
  readonly lease: BodyLease
}

/** The announced length of the body; 0 when it is not announced. */
export function announcedBytes(request: IncomingMessage): number {
  return Number(request.headers['content-length'] ?? 0)
}

/**
 * Reads the body as it was sent, still compressed. The memory of a body that fails is free at once.
 *
 * @throws AppError `payload_too_large`, `too_many_requests`, `request_timeout`; SenderGone
 */
export function receiveHttpBody(request: IncomingMessage, limits: HttpBodyLimits): Promise<LeasedBody> {
  return new Promise((resolve, reject) => {
    let content: GrowingBytes | undefined = new GrowingBytes(announcedBytes(request))
    const stop = (): void => {
      content = undefined
      request.off('data', onData).off('end', onEnd).off('close', onGone)
    }
    const fail = (error: AppError | SenderGone): void => {
      stop()
      request.pause()
      lease.release()
      reject(error)
    }
    const onData = (chunk: Uint8Array): void => {
      lease.progress(chunk.length)
      // Progress can be what gives the lease up.
      if (content === undefined) return
      const length = content.length + chunk.length
      if (length > limits.maxBytes) fail(tooLarge(length, limits.maxBytes))
      else if (!lease.take(content.growthFor(chunk.length))) fail(overloaded())
      else content.append(chunk)
    }
    const onEnd = (): void => {
      const bytes = content?.finish() ?? new Uint8Array(0)
      stop()
      lease.complete()
      resolve({ bytes, lease })
    }
    const onGone = (): void => fail(new SenderGone())
    const lease = limits.budget.lease(fail)
    // A broken connection is told by 'close' as well; without a listener its error would be thrown.
    request.on('error', () => undefined)
    if (request.destroyed) onGone()
    else request.on('data', onData).on('end', onEnd).on('close', onGone)
  })
}

export interface HttpBodyLimits {
  readonly maxBytes: number
  readonly budget: BodyBudget
}
