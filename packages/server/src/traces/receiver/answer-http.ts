import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { announcedBytes } from './receive-http-body.ts'

export interface HttpAnswer {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly body: Uint8Array
}

/** An unread rest up to this size is read away to keep the connection; for more a new connection is cheaper. */
const keepAliveRestBytes = 1024 ** 2
const lingerBytes = 128 * 1024 ** 2
const lingerMs = 10_000
/** A sender that was too slow has had its time. */
const timedOutLingerMs = 500

/**
 * Sends the answer; resolves when the connection is done with it. When the body of the request is not read yet, the
 * whole answer goes out first, then the rest of the body is read and dropped: many clients read no answer before they
 * have sent everything, and closing at once would reset the connection and lose the answer. */
export async function answerHttp(
  exchange: { readonly request: IncomingMessage; readonly response: ServerResponse },
  answer: HttpAnswer,
): Promise<void> {
  const { request, response } = exchange
  if (response.destroyed || response.headersSent) return
  const closed = new Promise<void>((resolve) => {
    response.once('close', resolve)
  })
  const unread = hasUnreadBody(request)
  const rest = announcedBytes(request)
  const keepsConnection = !unread || (rest > 0 && rest <= keepAliveRestBytes)
  response.writeHead(answer.status, {
    ...answer.headers,
    // RFC 9110, 8.6: never with 204.
    ...(answer.status === 204 ? {} : { 'content-length': answer.body.byteLength }),
    ...(keepsConnection ? {} : { connection: 'close' }),
  })
  if (unread) {
    response.write(answer.body)
    const isDrained = await drain(request, answer.status === 408 ? timedOutLingerMs : lingerMs)
    response.end()
    if (!isDrained) request.destroy()
  } else response.end(answer.body)
  await closed
}

function hasUnreadBody(request: IncomingMessage): boolean {
  const hasBody = announcedBytes(request) > 0 || request.headers['transfer-encoding'] !== undefined
  return hasBody && !request.readableEnded
}

/** Reads the rest of the body away. False when it was too long, too slow or broke off. */
function drain(request: IncomingMessage, maxMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    let dropped = 0
    const stop = (isDrained: boolean): void => {
      clearTimeout(timer)
      request.off('data', onData).off('end', onEnd).off('close', onClose)
      resolve(isDrained)
    }
    const onData = (chunk: Uint8Array): void => {
      dropped += chunk.length
      if (dropped > lingerBytes) stop(false)
    }
    const onEnd = (): void => stop(true)
    const onClose = (): void => stop(request.readableEnded)
    const timer = setTimeout(() => stop(false), maxMs)
    request.on('error', () => undefined)
    if (request.destroyed) stop(false)
    else request.on('data', onData).on('end', onEnd).on('close', onClose).resume()
  })
}
