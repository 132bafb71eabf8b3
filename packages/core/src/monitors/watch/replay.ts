import type { OpenShift, Stream, Told } from './memory.ts'
import type { ObservedBin } from './observed-bins.ts'

/** What a rule sees happen at the end of a bin. */
export type Happening =
  | {
      readonly what: 'alarm'
      readonly slice: string
      readonly atMs: number
      readonly kind: OpenShift['kind']
      readonly direction: OpenShift['direction']
      /** How many observations say so, where it is not for the place of the change to say. */
      readonly observed?: number
    }
  | {
      readonly what: 'recovery'
      readonly slice: string
      readonly atMs: number
      readonly backSinceMs: number
      /** It stays where it is: that is learned as the usual from the change on. */
      readonly isNewUsual: boolean
      readonly reason: string
    }

/** Judges streams bin by bin: shifts, thresholds, values. */
export interface WatchRule {
  /** Takes a bin in and says what it makes happen; opens and closes nothing itself. */
  observe(bin: ObservedBin): readonly Happening[]
  /** A shift of the stream begins or ends here. */
  tell(told: Told): void
  /** The streams as they are, to be kept. */
  snapshot(): Stream[]
}

export interface Replay {
  readonly rule: WatchRule
  readonly bins: readonly ObservedBin[]
  readonly told: readonly Told[]
  /** What ends up to then is folded in: it is read no more. */
  readonly settledMs: number
}

export interface Replayed {
  /** Null when something happened before it could be folded in. */
  readonly folded: { readonly streams: Stream[]; readonly told: Told[] } | null
  /** As of the last bin. */
  readonly live: Stream[]
  /** What was not told yet, at the first bin where something is. Tell it, and replay again: what follows depends on it. */
  readonly happened: readonly Happening[]
}

/**
 * Goes over the bins since what is folded in. The same bins give the same answer, however often and in how many rounds; what was told once
 * stays where it was told, even when late observations would have it sooner, later or not at all.
 */
export function replay({ rule, bins, told, settledMs }: Replay): Replayed {
  const pending = [...told].sort((a, b) => a.atMs - b.atMs)
  const tell = (untilMs: number) => {
    while (pending[0] !== undefined && pending[0].atMs <= untilMs) {
      const next = pending.shift()
      if (next !== undefined) rule.tell(next)
    }
  }
  const fold = () => {
    tell(settledMs)
    return { streams: rule.snapshot(), told: [...pending] }
  }
  let folded: Replayed['folded'] | null = null
  for (const bin of bins) {
    if (bin.endMs > settledMs) folded ??= fold()
    tell(bin.atMs)
    const happened = rule.observe(bin).filter(({ slice }) => !pending.some((one) => one.slice === slice))
    tell(bin.endMs)
    if (happened.length > 0) return { folded, live: rule.snapshot(), happened }
  }
  folded ??= fold()
  tell(Number.POSITIVE_INFINITY)
  return { folded, live: rule.snapshot(), happened: [] }
}
