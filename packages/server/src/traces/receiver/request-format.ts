import type { IncomingMessage } from 'node:http'
import { AppError, type OtlpEncoding } from '@pawl/core'
import type { Compression } from './inflate-body.ts'

export type ReceivedSignal = 'traces' | 'logs' | 'metrics' | 'profiles'

/** OTLP's default paths, and those that Langfuse's SDKs append to their base URL. */
const signalOfPath: ReadonlyMap<string, ReceivedSignal> = new Map([
  ['/v1/traces', 'traces'],
  ['/v1/logs', 'logs'],
  ['/v1/metrics', 'metrics'],
  ['/v1development/profiles', 'profiles'],
  ['/api/public/otel/v1/traces', 'traces'],
  ['/api/public/otel/v1/logs', 'logs'],
])

/** The signal that a request's path receives; undefined when the path is not the receiver's. */
export function signalOf(request: IncomingMessage): ReceivedSignal | undefined {
  const [path = ''] = (request.url ?? '').split('?', 1)
  return signalOfPath.get(path)
}

export const mediaTypeOf: Readonly<Record<OtlpEncoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
}

/** The encoding by the media type alone, without parameters such as `charset`; undefined when it is none of OTLP's. */
export function encodingOf(request: IncomingMessage): OtlpEncoding | undefined {
  const [mediaType = ''] = (request.headers['content-type'] ?? '').split(';', 1)
  switch (mediaType.trim().toLowerCase()) {
    case mediaTypeOf.protobuf:
      return 'protobuf'
    case mediaTypeOf.json:
      return 'json'
    default:
      return undefined
  }
}

export function unsupportedContentType(request: IncomingMessage): AppError {
  const given = request.headers['content-type']
  return new AppError(
    'unsupported_media_type',
    given === undefined ? 'The request has no content type' : `The content type ${given} is not one of OTLP's`,
    { where: 'content-type', fix: `Send ${mediaTypeOf.protobuf} or ${mediaTypeOf.json}` },
  )
}

/** @throws AppError `unsupported_media_type` */
export function compressionOf(request: IncomingMessage): Compression | undefined {
  const given = (request.headers['content-encoding'] ?? '').trim().toLowerCase()
  switch (given) {
    case '':
    case 'identity':
      return undefined
    case 'gzip':
    case 'x-gzip':
      return 'gzip'
    case 'deflate':
      return 'deflate'
    default:
      throw new AppError('unsupported_media_type', `The content encoding ${given} is not supported`, {
        where: 'content-encoding',
        fix: 'Send gzip, deflate or no content encoding',
      })
  }
}
