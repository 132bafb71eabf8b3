import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './app-env.ts'

/**
 * Ends server-sent events when the signal aborts: they would hold a stopping server as long as a page is open. The
 * client connects again by itself (HTML standard, section 9.2.3).
 */
export const endEventStreams =
  (stopping: AbortSignal): MiddlewareHandler<AppEnv> =>
  async (context, next) => {
    await next()
    const { body, headers, status } = context.res
    if (body === null || headers.get('content-type')?.startsWith('text/event-stream') !== true) return
    context.res = undefined
    context.res = new Response(endedBy(stopping, body), { status, headers })
  }

function endedBy(stopping: AbortSignal, body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream({
    start(controller) {
      const stop = () => {
        controller.close()
        reader.cancel().catch(() => undefined)
      }
      if (stopping.aborted) return stop()
      stopping.addEventListener('abort', stop, { once: true })
      // However it ends: the signal lives as long as the process.
      const forget = () => stopping.removeEventListener('abort', stop)
      reader.closed.then(forget, forget)
    },
    async pull(controller) {
      const next = await reader.read()
      if (stopping.aborted) return
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
