import { createGunzip, createInflate, createInflateRaw, type Gunzip, type Inflate } from 'node:zlib'
import { AppError } from '@pawl/core'
import { type BodyLease, overloaded } from './body-budget.ts'
import { GrowingBytes } from './growing-bytes.ts'

export type Compression = 'gzip' | 'deflate'

export interface CompressedBody {
  readonly bytes: Uint8Array
  readonly compression: Compression
  /** Most bytes that may come out. */
  readonly maxBytes: number
  /** Pays for the bytes that come out. */
  readonly lease: BodyLease
}

/**
 * Decompresses a body piece by piece and stops at the first byte over the limit, so that a small body that unpacks to
 * gigabytes costs no more than `maxBytes`.
 *
 * @throws AppError `bad_request` for damaged data, `payload_too_large`, `too_many_requests` when the lease has no room
 */
export function inflateBody(body: CompressedBody): Promise<Uint8Array> {
  const inflater = inflaterFor(body)
  return new Promise((resolve, reject) => {
    const output = new GrowingBytes(expectedBytes(body))
    const fail = (error: AppError): void => {
      inflater.destroy()
      reject(error)
    }
    inflater.on('data', (chunk: Uint8Array) => {
      // A busy machine is not a slow sender.
      body.lease.progress(chunk.length)
      if (output.length + chunk.length > body.maxBytes) fail(tooLargeUnpacked(body.maxBytes))
      else if (!body.lease.take(output.growthFor(chunk.length))) fail(overloaded())
      else output.append(chunk)
    })
    inflater.on('error', (cause) => fail(damaged(body.compression, cause)))
    inflater.on('end', () => resolve(output.finish()))
    inflater.end(body.bytes)
  })
}

function inflaterFor({ bytes, compression }: CompressedBody): Gunzip | Inflate {
  const options = { chunkSize: 64 * 1024 }
  if (compression === 'gzip') return createGunzip(options)
  // HTTP's deflate means the zlib format (RFC 9110, 8.4.1.2), but some senders leave its two-byte header out.
  const [first = 0, second = 0] = bytes
  const hasZlibHeader = (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0
  return hasZlibHeader ? createInflate(options) : createInflateRaw(options)
}

/** gzip ends with its length modulo 2^32 (RFC 1952): only a hint, since a sender can write anything there. */
function expectedBytes({ bytes, compression, maxBytes }: CompressedBody): number {
  if (compression !== 'gzip' || bytes.length < 18) return 0
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Math.min(view.getUint32(bytes.byteLength - 4, true), maxBytes)
}

export function tooLarge(bytes: number, maxBytes: number): AppError {
  return new AppError('payload_too_large', `The body has ${bytes} bytes; the limit is ${maxBytes}`, {
    fix: 'Set a smaller batch size in the exporter',
  })
}

function tooLargeUnpacked(maxBytes: number): AppError {
  return new AppError('payload_too_large', `The body has more than ${maxBytes} bytes after decompression`, {
    fix: 'Set a smaller batch size in the exporter',
  })
}

function damaged(compression: Compression, cause: Error): AppError {
  return new AppError('bad_request', `The body is not valid ${compression} data: ${cause.message}`, {
    where: 'the body',
    fix: `Send the whole ${compression} stream, or no content encoding`,
    cause,
  })
}
