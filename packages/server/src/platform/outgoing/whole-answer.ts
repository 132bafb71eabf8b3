import type { ClientRequest, IncomingMessage } from 'node:http'

export interface WholeAnswer {
  readonly status: number
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

export interface AnswerTerms {
  readonly body: string | null
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly maxAnswerBytes: number
}

/** The code of the error that a call ends with when its time is up. */
export const timedOut = 'TIMED_OUT'

/**
 * Sends a request and gathers its answer. By events alone: streams and iterators between them cost as much as the call.
 *
 * @throws the reason of the signal; an error with its `code`: that of the connection, `TIMED_OUT` or `ANSWER_TOO_LONG`
 */
export function wholeAnswer(outgoing: ClientRequest, terms: AnswerTerms): Promise<WholeAnswer> {
  const { body, signal, timeoutMs, maxAnswerBytes } = terms
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
    }
    const fail = (error: unknown) => {
      settle()
      reject(error)
      outgoing.destroy()
    }
    const cancel = () => fail(signal.reason)
    const timer = setTimeout(() => fail(coded(timedOut, `no answer within ${timeoutMs} ms`)), timeoutMs)
    // It stays for what a request that has failed still says.
    outgoing.on('error', fail)
    if (signal.aborted) return cancel()
    signal.addEventListener('abort', cancel)
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = []
      let byteCount = 0
      incoming.on('data', (chunk: Buffer) => {
        byteCount += chunk.length
        if (byteCount > maxAnswerBytes) fail(tooLong(maxAnswerBytes))
        else chunks.push(chunk)
      })
      incoming.on('error', fail)
      incoming.once('end', () => {
        settle()
        const text = (chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)).toString()
        resolve({ status: incoming.statusCode ?? 0, headers: headersOf(incoming), text })
      })
    })
    outgoing.end(body ?? undefined)
  })
}

function headersOf(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
  }
  return headers
}

export const tooLong = (maxBytes: number): Error =>
  coded('ANSWER_TOO_LONG', `the answer is longer than ${maxBytes} bytes`)

const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code })
