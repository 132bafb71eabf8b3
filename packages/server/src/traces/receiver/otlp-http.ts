import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { AppError, encodeStatus } from '@pawl/core'
import type { Logger } from '../../platform/log/index.ts'
import { acceptExport } from './accept-export.ts'
import { answerHttp, type HttpAnswer } from './answer-http.ts'
import type { BodyBudget } from './body-budget.ts'
import { allowedMethods, corsHeaders, optionsHeaders } from './cors.ts'
import { type Failure, failureOf } from './failure.ts'
import { inflateBody, tooLarge } from './inflate-body.ts'
import type { Authenticate, IngestPort } from './ingest-port.ts'
import { announcedBytes, receiveHttpBody, SenderGone } from './receive-http-body.ts'
import {
  compressionOf,
  encodingOf,
  mediaTypeOf,
  type ReceivedSignal,
  signalOf,
  unsupportedContentType,
} from './request-format.ts'
import { requireIngest } from './require-ingest.ts'

export interface OtlpHttpOptions {
  readonly ingest: IngestPort
  readonly authenticate: Authenticate
  /** Host and Origin rules; a returned error refuses the request before anything of it is read. */
  readonly checkRequest: (request: IncomingMessage) => AppError | undefined
  /** Shared with the gRPC receiver, so that one bound holds for both. */
  readonly budget: BodyBudget
  /** Largest body, as sent and after decompression. */
  readonly maxBodyBytes: number
  /** Origins of web pages that may send telemetry. */
  readonly corsOrigins: readonly string[]
  readonly log: Logger
}

/**
 * Answers a request whose path is the receiver's: the promise ends with the answer and never rejects. `false` for every
 * other path, with the request untouched.
 */
export type OtlpHttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | false

/** OTLP over HTTP on Node's own request and response, before any router: the paths are few and the bodies many. */
export function createOtlpHttp(options: OtlpHttpOptions): OtlpHttpHandler {
  return (request, response) => {
    const signal = signalOf(request)
    if (signal === undefined) return false
    // Without a listener the error of a broken connection would end the process.
    response.on('error', () => undefined)
    return answerTo(request, signal, options).then(
      (answer) => answerHttp({ request, response }, answer),
      // Nobody is left to answer.
      () => undefined,
    )
  }
}

/** @throws SenderGone, and nothing else */
async function answerTo(
  request: IncomingMessage,
  signal: ReceivedSignal,
  options: OtlpHttpOptions,
): Promise<HttpAnswer> {
  const cors = corsHeaders(request, options.corsOrigins)
  const encoding = encodingOf(request) ?? 'json'
  try {
    const refusal = options.checkRequest(request)
    if (refusal !== undefined) throw refusal
    if (request.method === 'OPTIONS') {
      return { status: 204, headers: optionsHeaders(request, options.corsOrigins), body: new Uint8Array(0) }
    }
    const body = await receiveExport(request, signal, options)
    return { status: 200, headers: { ...cors, 'content-type': mediaTypeOf[encoding] }, body }
  } catch (error) {
    if (error instanceof SenderGone) throw error
    const failure = failureOf(error, options.log)
    return {
      status: failure.httpStatus,
      headers: { ...cors, ...failureHeaders(failure), 'content-type': mediaTypeOf[encoding] },
      body: encodeStatus(failure.message, failure.rpcCode, encoding),
    }
  }
}

async function receiveExport(
  request: IncomingMessage,
  signal: ReceivedSignal,
  options: OtlpHttpOptions,
): Promise<Uint8Array> {
  const { budget, maxBodyBytes } = options
  if (request.method !== 'POST') throw wrongMethod(request)
  if (signal === 'profiles') throw profilesNotStored()
  const encoding = encodingOf(request)
  if (encoding === undefined) throw unsupportedContentType(request)
  const compression = compressionOf(request)
  if (announcedBytes(request) > maxBodyBytes) throw tooLarge(announcedBytes(request), maxBodyBytes)
  const { project } = requireIngest(await options.authenticate(request.headers))
  budget.requireRoom(announcedBytes(request))
  const received = await receiveHttpBody(request, { maxBytes: maxBodyBytes, budget })
  try {
    const body =
      compression === undefined
        ? received.bytes
        : await inflateBody({ ...received, compression, maxBytes: maxBodyBytes })
    return await acceptExport(options.ingest, { project, signal, encoding, body })
  } finally {
    received.lease.release()
  }
}

function failureHeaders({ code, where, retryAfterS }: Failure): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {}
  if (retryAfterS !== undefined) headers['retry-after'] = String(retryAfterS)
  if (code === 'method_not_allowed') headers.allow = allowedMethods
  if (code === 'unauthenticated') headers['www-authenticate'] = 'Bearer realm="pawl"'
  // RFC 9110, 15.5.16: a refused content coding is told by Accept-Encoding.
  if (code === 'unsupported_media_type' && where === 'content-encoding') headers['accept-encoding'] = 'gzip, deflate'
  return headers
}

function wrongMethod(request: IncomingMessage): AppError {
  return new AppError('method_not_allowed', `${request.method} is not how telemetry is sent here`, {
    fix: 'Use POST with an OTLP export request',
  })
}

function profilesNotStored(): AppError {
  return new AppError('not_found', 'Pawl does not store profiles', {
    fix: 'Send traces to /v1/traces and logs to /v1/logs, and switch the profiles exporter off',
  })
}
