import { readRetryAfter } from './read-retry-after.ts'
import { seededUnit } from './seeded-unit.ts'

export interface RetryPolicy {
  /** Calls in all, the first one included. */
  readonly maxAttempts: number
  /** Longest wait before the second call; it doubles with each further one up to `maxDelayMs`. */
  readonly baseDelayMs: number
  readonly maxDelayMs: number
  /** A provider that asks for more than this is given up. */
  readonly maxRetryAfterMs: number
}

export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 5,
  baseDelayMs: 500,
  maxDelayMs: 30_000,
  maxRetryAfterMs: 120_000,
}

export type CallFailure =
  | {
      readonly type: 'http'
      readonly status: number
      readonly headers: { readonly [name: string]: string }
      /** The provider's own code in the body, such as `insufficient_quota`. */
      readonly errorCode?: string
    }
  /** No answer: `code` is the system's or the HTTP client's, such as `ECONNRESET`. */
  | { readonly type: 'network'; readonly code: string }
  | { readonly type: 'timeout' }
  /** An answer that is not what was asked for: broken JSON, a stream that ended early. */
  | { readonly type: 'broken_answer' }
  | { readonly type: 'cancelled' }

export interface RetryQuestion {
  readonly failure: CallFailure
  /** The calls made so far, at least 1. */
  readonly attempt: number
  readonly nowMs: number
  /** Names the call (run, row, trial, step): calls that failed together must not come back together. */
  readonly seed: string
}

export type RetryDecision =
  | { readonly retry: true; readonly delayMs: number; readonly reason: string }
  | { readonly retry: false; readonly reason: string }

/** 408 and 425 ask for it; 409 is a lock that timed out; 520–524 are Cloudflare's, 529 is Anthropic's "overloaded". */
const passingStatuses: ReadonlySet<number> = new Set([
  408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529,
])

/** They come with a status that otherwise passes, and time does not mend them. */
const lastingCodes: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'billing_hard_limit_reached',
  'billing_not_active',
])

const passingNetworkCodes: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])

/**
 * Whether to call again, and after how long: never before the provider's `Retry-After`, otherwise between half and
 * all of a delay that doubles. `x-should-retry` (OpenAI, Anthropic) decides over the status.
 */
export function decideRetry(question: RetryQuestion, policy: RetryPolicy = defaultRetryPolicy): RetryDecision {
  const { failure, attempt, nowMs, seed } = question
  const { isPassing, reason } = classify(failure)
  if (!isPassing) return { retry: false, reason }
  if (attempt >= policy.maxAttempts) return { retry: false, reason: `${reason}, after ${attempt} calls` }
  const longest = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1))
  const share = seededUnit(`${seed}:${attempt}`)
  const backoffMs = Math.round(longest * (0.5 + share / 2))
  const askedMs = failure.type === 'http' ? waitAskedFor(failure.headers, nowMs) : undefined
  if (askedMs === undefined) return { retry: true, delayMs: backoffMs, reason }
  if (askedMs > policy.maxRetryAfterMs) {
    const seconds = Math.ceil(askedMs / 1000)
    return { retry: false, reason: `${reason}, and the provider asks to wait ${seconds} s` }
  }
  // Everyone is told the same time: up to a second more spreads them.
  return { retry: true, delayMs: Math.max(askedMs + Math.round(share * 1000), backoffMs), reason }
}

function classify(failure: CallFailure): { isPassing: boolean; reason: string } {
  switch (failure.type) {
    case 'http':
      return classifyStatus(failure)
    case 'network':
      return { isPassing: passingNetworkCodes.has(failure.code), reason: `no answer (${failure.code})` }
    case 'timeout':
      return { isPassing: true, reason: 'no answer in time' }
    case 'broken_answer':
      return { isPassing: true, reason: 'the answer was broken' }
    case 'cancelled':
      return { isPassing: false, reason: 'cancelled' }
  }
}

function classifyStatus({ status, headers, errorCode }: Extract<CallFailure, { type: 'http' }>): {
  isPassing: boolean
  reason: string
} {
  const reason = errorCode === undefined ? `status ${status}` : `status ${status} (${errorCode})`
  const should = header(headers, 'x-should-retry')
  if (should === 'true' || should === 'false') return { isPassing: should === 'true', reason }
  if (errorCode !== undefined && lastingCodes.has(errorCode)) return { isPassing: false, reason }
  return { isPassing: passingStatuses.has(status), reason }
}

function waitAskedFor(headers: { readonly [name: string]: string }, nowMs: number): number | undefined {
  const exact = header(headers, 'retry-after-ms')
  if (exact !== undefined && /^\d{1,15}(\.\d+)?$/.test(exact.trim())) return Math.ceil(Number(exact))
  const said = header(headers, 'retry-after')
  return said === undefined ? undefined : readRetryAfter(said, nowMs)
}

function header(headers: { readonly [name: string]: string }, wanted: string): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1]
}
