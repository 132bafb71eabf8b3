import { AppError } from '@pawl/core'

export interface BodyBudgetOptions {
  /** Bytes that the bodies of all connections may hold together, from the first byte until the answer. */
  readonly capacityBytes?: number
  /** A body that gets no byte for this long is given up. */
  readonly idleMs?: number
  /** A body that is not complete after this long is given up. */
  readonly totalMs?: number
  /** When room is short, a body slower than `slowBytes` per `slowWindowMs` loses its place. */
  readonly slowWindowMs?: number
  readonly slowBytes?: number
}

const defaults: Required<BodyBudgetOptions> = {
  capacityBytes: 256 * 1024 ** 2,
  idleMs: 30_000,
  totalMs: 300_000,
  slowWindowMs: 2_000,
  slowBytes: 32 * 1024,
}

/** The share of one request in a BodyBudget. */
export interface BodyLease {
  /** Counts `bytes` more as held. False when there is no room; what was held before stays counted. */
  take(bytes: number): boolean
  /** Tells that `bytes` arrived. May give the lease up. */
  progress(bytes: number): void
  /** The body is complete: only `release` ends the lease from now on. */
  complete(): void
  /** Gives everything back. Further calls change nothing. */
  release(): void
}

/**
 * Bounds the memory of request bodies over all connections and ends those that do not move. A sender pays for bytes
 * that arrived, not for those it announced; slow ones give way when room is short. So neither half-open connections nor
 * full ones that trickle keep others out.
 */
export class BodyBudget {
  private readonly options: Required<BodyBudgetOptions>
  private readonly open = new Set<OpenLease>()
  private usedBytes = 0

  constructor(options: BodyBudgetOptions = {}) {
    this.options = { ...defaults, ...options }
  }

  /** Bytes held now. */
  get heldBytes(): number {
    return this.usedBytes
  }

  /**
   * Starts a lease. When the lease is given up before `complete`, it is released and `onGivenUp` is called once, with
   * `request_timeout` or `too_many_requests`.
   */
  lease(onGivenUp: (why: AppError) => void): BodyLease {
    const lease: OpenLease = new OpenLease(this.options, {
      take: (bytes) => this.take(bytes),
      release: () => {
        this.open.delete(lease)
        this.usedBytes -= lease.heldBytes
      },
      givenUp: onGivenUp,
    })
    this.open.add(lease)
    return lease
  }

  /** Throws `too_many_requests` when a body of this size would not fit now. */
  requireRoom(bytes: number): void {
    if (!this.makeRoom(bytes)) throw overloaded()
  }

  private take(bytes: number): boolean {
    if (!this.makeRoom(bytes)) return false
    this.usedBytes += bytes
    return true
  }

  private makeRoom(bytes: number): boolean {
    if (this.usedBytes + bytes <= this.options.capacityBytes) return true
    const slow = [...this.open].filter((lease) => lease.isSlow()).sort((a, b) => b.heldBytes - a.heldBytes)
    for (const lease of slow) {
      lease.giveUp(overloaded('The body came too slowly while others waited for room'))
      if (this.usedBytes + bytes <= this.options.capacityBytes) return true
    }
    return false
  }
}

export function overloaded(message = 'Too many bytes of telemetry are being received at once'): AppError {
  return new AppError('too_many_requests', message, {
    fix: 'Send the same request again a little later',
    retryAfterS: 1,
  })
}

interface LeaseEvents {
  readonly take: (bytes: number) => boolean
  readonly release: () => void
  readonly givenUp: (why: AppError) => void
}

class OpenLease implements BodyLease {
  heldBytes = 0
  private readonly limits: Required<BodyBudgetOptions>
  private readonly events: LeaseEvents
  private readonly openedAt = performance.now()
  private readonly idleTimer: NodeJS.Timeout
  private state: 'receiving' | 'complete' | 'released' = 'receiving'
  private windowStart = this.openedAt
  private windowBytes = 0
  private lastWindowBytes = Number.POSITIVE_INFINITY

  constructor(limits: Required<BodyBudgetOptions>, events: LeaseEvents) {
    this.limits = limits
    this.events = events
    this.idleTimer = setTimeout(() => {
      this.giveUp(timedOut(`No byte of the body came for ${limits.idleMs / 1000} s`))
    }, limits.idleMs)
  }

  take(bytes: number): boolean {
    if (this.state === 'released' || !this.events.take(bytes)) return false
    this.heldBytes += bytes
    return true
  }

  progress(bytes: number): void {
    if (this.state !== 'receiving') return
    this.idleTimer.refresh()
    const now = performance.now()
    if (now - this.windowStart >= this.limits.slowWindowMs) {
      this.lastWindowBytes = this.windowBytes
      this.windowBytes = 0
      this.windowStart = now
    }
    this.windowBytes += bytes
    if (now - this.openedAt > this.limits.totalMs) {
      this.giveUp(timedOut(`The body was not complete after ${this.limits.totalMs / 1000} s`))
    }
  }

  isSlow(): boolean {
    if (this.state !== 'receiving') return false
    const elapsedMs = performance.now() - this.windowStart
    const windows = Math.floor(elapsedMs / this.limits.slowWindowMs)
    // Windows end with the first bytes after them, so the current one may be long over.
    const recentBytes = windows === 0 ? this.lastWindowBytes + this.windowBytes : windows === 1 ? this.windowBytes : 0
    return recentBytes < this.limits.slowBytes
  }

  complete(): void {
    if (this.state !== 'receiving') return
    this.state = 'complete'
    clearTimeout(this.idleTimer)
  }

  release(): void {
    if (this.state === 'released') return
    this.state = 'released'
    clearTimeout(this.idleTimer)
    this.events.release()
    this.heldBytes = 0
  }

  giveUp(why: AppError): void {
    if (this.state !== 'receiving') return
    this.release()
    this.events.givenUp(why)
  }
}

function timedOut(message: string): AppError {
  return new AppError('request_timeout', message, {
    fix: 'Send the whole body without long pauses, or smaller batches',
  })
}
