import type { AlertSlice } from '../api/index.ts'

export interface TimeSpan {
  readonly fromMs: number
  /** Not included. */
  readonly toMs: number
}

/** What a monitor found out about one stream: that of all (`slice` null), or that of one slice. */
export type Finding = ShiftFinding | RecoveryFinding

/**
 * Something moved. Told once when it is noticed, and again (same monitor and slice, still open) when more is known: the place of the change
 * is found more exactly, a second test has spoken.
 */
export interface ShiftFinding {
  readonly kind: 'shift' | 'threshold' | 'new_value' | 'silent_value'
  readonly slice: AlertSlice | null
  readonly direction: 'worse' | 'better'
  /** When there was enough evidence. */
  readonly alarmAtMs: number
  /** Since when; with a probability of 0.8 between `fromMs` and `toMs`. */
  readonly change: TimeSpan & { readonly atMs: number }
  /** Where the usual was learned, up to the change at the latest; null where nothing was learned (fixed thresholds, new values). */
  readonly before: TimeSpan | null
  /** From the change to the newest observation; for a threshold from the start of the window that crossed it. */
  readonly after: TimeSpan
  /** Observations since the change. */
  readonly observed: number
  /** For latencies, tokens and cost: what is watched is the share above it, in the metric's unit. */
  readonly limit: number | null
  /** Means of the observations (1 is worst), where they mean something. */
  readonly usual: number | null
  readonly now: number | null
  /** On average so many days to a false alarm; null for a fixed threshold. */
  readonly falseAlarmDays: number | null
  /** Whether a test of its own over both sides of the change sees it too; null while too little came after it. */
  readonly isConfirmed: boolean | null
  /** For `new_value` and `silent_value`: which. */
  readonly value: string | null
}

/** What was told is over: the metric is where it was. */
export interface RecoveryFinding {
  readonly kind: 'recovery'
  readonly slice: AlertSlice | null
  readonly direction: 'worse' | 'better'
  /** Since when it is back. */
  readonly backSinceMs: number
  readonly noticedAtMs: number
  /** One sentence for the history. */
  readonly reason: string
}
