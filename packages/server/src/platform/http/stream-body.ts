const encoder = new TextEncoder()

/**
 * Text as the body of an answer, made only as fast as it is read. What goes wrong after the first piece breaks the
 * connection off, so that half an answer is never taken for a whole one; before it, this throws.
 */
export async function streamBody(pieces: AsyncIterable<string>): Promise<ReadableStream<Uint8Array>> {
  const iterator = pieces[Symbol.asyncIterator]()
  let next = await iterator.next()
  return new ReadableStream({
    async pull(controller) {
      if (next.done === true) {
        controller.close()
        return
      }
      controller.enqueue(encoder.encode(next.value))
      next = await iterator.next()
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

export interface EventSourceBody {
  /** Resolves with the events to send, in the form of `serverEvent`. */
  readonly open: (link: {
    readonly signal: AbortSignal
    readonly breakOff: (error: Error) => void
  }) => Promise<AsyncIterable<string>>
  /** An event that keeps the line open, and how often it is sent. */
  readonly ping: string
  readonly pingMs: number
}

/** Server-sent events as the body of an answer; the signal aborts when the client leaves. Opens before it answers. */
export async function streamEvents({ open, ping, pingMs }: EventSourceBody): Promise<ReadableStream<Uint8Array>> {
  const leaving = new AbortController()
  let breakOff: (error: Error) => void = () => undefined
  const events = await open({ signal: leaving.signal, breakOff: (error) => breakOff(error) })
  const iterator = events[Symbol.asyncIterator]()
  let timer: NodeJS.Timeout | undefined
  return new ReadableStream({
    start(controller) {
      breakOff = (error) => {
        clearInterval(timer)
        controller.error(error)
      }
      controller.enqueue(encoder.encode(ping))
      timer = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(ping))
      }, pingMs)
    },
    async pull(controller) {
      const next = await iterator.next()
      if (next.done !== true) {
        controller.enqueue(encoder.encode(next.value))
        return
      }
      clearInterval(timer)
      controller.close()
    },
    cancel() {
      clearInterval(timer)
      leaving.abort()
    },
  })
}

/** One event as the HTML standard writes it (section 9.2). `data` has no line breaks. */
export const serverEvent = (event: string, data: string): string => `event: ${event}\ndata: ${data}\n\n`
