import { AppError } from '@pawl/core'
import type { FetchFunction } from '../outgoing/index.ts'

/** Between one attempt and the next, as Standard Webhooks proposes: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h. */
const retryDelaysS = [5, 300, 1800, 7200, 18_000, 36_000, 50_400] as const

/** How long to wait after so many attempts; undefined: they are over. */
export const retryDelayS = (tries: number): number | undefined => retryDelaysS[tries - 1]

export const goneStatus = 410

export interface PostOutcome {
  readonly status: number | null
  /** '' when it was taken. */
  readonly error: string
  /** Trying again later would change nothing. */
  readonly isFinal: boolean
}

export interface PostedMessage {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
}

export interface PostDeps {
  /** Refuses private addresses and follows no redirect. */
  readonly fetch: FetchFunction
  readonly timeoutMs: number
}

/**
 * One attempt to hand a message over to an address that a person named.
 *
 * @throws the reason of the signal
 */
export async function postMessage(
  { fetch, timeoutMs }: PostDeps,
  { url, headers, body, signal }: PostedMessage,
): Promise<PostOutcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    // What it says is not read: it would be a way to look into a network that only this server sees.
    await response.body?.cancel()
    const { status } = response
    // Standard Webhooks: whoever answers so wants no more messages.
    return { status, error: response.ok ? '' : `it answered ${status}`, isFinal: status === goneStatus }
  } catch (error) {
    signal.throwIfAborted()
    if (AppError.isInstance(error)) {
      return { status: null, error: `${error.message} ${error.fix ?? ''}`.trim(), isFinal: true }
    }
    return { status: null, error: failureText(error, timeoutMs), isFinal: false }
  }
}

function failureText(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`
  return error instanceof Error ? error.message : String(error)
}
