import { setTimeout as wait } from 'node:timers/promises'
import { type CallFailure, decideRetry, type RetryPolicy } from '@pawl/core'
import { AttemptDeadline } from './attempt-deadline.ts'
import type { Budget, Reservation } from './budget.ts'
import { callFailed } from './call-failed.ts'
import type { Slot } from './limits/provider-gate.ts'
import type { Connection } from './providers/connection.ts'
import { type ClassifiedFailure, classifyFailure } from './sdk/classify-failure.ts'

export interface Attempts<Result> {
  readonly connection: Connection
  readonly model: string
  readonly budget: Budget | null
  readonly signal: AbortSignal | undefined
  /** Of each attempt. */
  readonly timeoutMs: number
  readonly estimatedTokens: number
  /** Null where the model has no price. */
  readonly estimatedUsd: number | null
  readonly policy: RetryPolicy
  /** Names the call, so that calls which failed together do not come back together. */
  readonly seed: string
  readonly now: () => number
  readonly ask: (signal: AbortSignal, startMs: number) => Promise<Result>
  /** Null figures where nobody knows. */
  readonly spentBy: (result: Result) => { readonly tokens: number | null; readonly costUsd: number | null }
}

/** How far a call came: told also of one that fails. */
export class AttemptLog {
  count = 0
  /** Of the last attempt. */
  startMs = 0
  endMs = 0
}

/**
 * Makes the call, again where that may help, within the provider's limits and the budget.
 *
 * @throws AppError `model_failed`, `spending_cap_reached`, `bad_request`; the reason of `signal`
 */
export async function attemptCall<Result>(call: Attempts<Result>, log: AttemptLog): Promise<Result> {
  for (;;) {
    const slot = await call.connection.gate.enter({
      tokens: call.estimatedTokens,
      isRetry: log.count > 0,
      signal: call.signal,
    })
    let delayMs: number
    try {
      const outcome = await attemptOnce(call, { log, slot })
      if ('result' in outcome) return outcome.result
      delayMs = delayAfter(call, outcome.failure, log.count)
    } finally {
      // After the provider was paused: the next in the queue would go there in between.
      slot.leave({ usedTokens: null, isAnswered: false })
    }
    await pauseUnlessAborted(delayMs, call.signal)
  }
}

/** @throws AppError `model_failed` where there is no other attempt */
function delayAfter(
  { connection, model, policy, now, seed }: Omit<Attempts<never>, 'spentBy' | 'ask'>,
  failed: ClassifiedFailure,
  attempt: number,
): number {
  const { failure } = failed
  const decision = decideRetry({ failure, attempt, nowMs: now(), seed }, policy)
  if (!decision.retry) throw callFailed({ connection, model }, failed, decision.reason)
  if (asksForLess(failure)) connection.gate.pause(decision.delayMs)
  return decision.delayMs
}

type Outcome<Result> = { readonly result: Result } | { readonly failure: ClassifiedFailure }

async function attemptOnce<Result>(
  call: Attempts<Result>,
  { log, slot }: { readonly log: AttemptLog; readonly slot: Slot },
): Promise<Outcome<Result>> {
  let reservation: Reservation | null = null
  let deadline: AttemptDeadline | null = null
  try {
    reservation = (await call.budget?.reserve(call.estimatedUsd, call.signal)) ?? null
    deadline = new AttemptDeadline(call.timeoutMs, call.signal)
    log.count++
    log.startMs = call.now()
    const result = await call.ask(deadline.signal, log.startMs)
    const spent = call.spentBy(result)
    reservation?.settle(spent.costUsd)
    slot.leave({ usedTokens: spent.tokens, isAnswered: true })
    return { result }
  } catch (error) {
    call.signal?.throwIfAborted()
    if (deadline === null) throw error
    const failure = deadline.hasPassed ? timedOut(call.timeoutMs) : await settledFailure(error, reservation)
    if (failure.failure.type === 'http' || failure.failure.type === 'network') reservation?.settle(0)
    return { failure }
  } finally {
    if (deadline !== null) log.endMs = call.now()
    deadline?.end()
    // What was sent and not answered may still be paid for: the estimate stands.
    reservation?.settle(null)
  }
}

/** A call that is refused on this side costs nothing. */
async function settledFailure(error: unknown, reservation: Reservation | null): Promise<ClassifiedFailure> {
  try {
    return await classifyFailure(error)
  } catch (refusal) {
    reservation?.settle(0)
    throw refusal
  }
}

const timedOut = (timeoutMs: number): ClassifiedFailure => ({
  failure: { type: 'timeout' },
  message: `gave no answer within ${timeoutMs / 1000} s`,
})

/** 429, and 503 or 529 of an overloaded provider: the next call of anybody would be refused too. */
function asksForLess(failure: CallFailure): boolean {
  if (failure.type !== 'http') return false
  const names = Object.keys(failure.headers).map((name) => name.toLowerCase())
  return failure.status === 429 || failure.status === 529 || names.includes('retry-after')
}

async function pauseUnlessAborted(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(delayMs, undefined, signal === undefined ? {} : { signal })
  } catch {
    signal?.throwIfAborted()
  }
}
