import { z } from 'zod'

/** Where a metric stood: the mean of its observations, each between 0 and 1. */
export interface ShiftReference {
  /** What it must rise above to be worse; at or above the true mean while nothing shifted. */
  readonly high: number
  /** What it must fall below to be better; at or below the true mean. */
  readonly low: number
}

/** So many observations of one value. */
export interface WeightedValue {
  readonly value: number
  readonly count: number
}

export interface ShiftRules {
  readonly reference: ShiftReference
  /** The smallest shift of the mean that matters. */
  readonly leastShift?: number
  /** Evidence at which a shift counts as detected: the average number of observations to a false alarm is at least this. */
  readonly threshold?: number
  /** How much of the evidence is for "worse"; the rest is for "better". */
  readonly worseShare?: number
}

export type ShiftDirection = 'worse' | 'better'

export const shiftStateSchema = z.object({
  observed: z.int().min(0),
  worse: z.array(z.number().min(0)),
  better: z.array(z.number().min(0)),
})
/** All that a detector remembers: kept, it goes on after a restart as if nothing had been. */
export type ShiftState = z.infer<typeof shiftStateSchema>

/** In simulation 1,135 observations to a false alarm at the least (0.05 as the mean), where 820 are promised. */
export const defaultShiftThreshold = 820
/** The threshold at which a false alarm is that many days away on average, at this traffic. What it delays an alarm by grows with its logarithm only. */
export const thresholdForDays = (days: number, observationsPerDay: number): number =>
  Math.max(defaultShiftThreshold, days * observationsPerDay)

const defaultLeastShift = 0.02
const largestShift = 0.4
export const shiftCount = 8
const defaultWorseShare = 0.9
/** Evidence beyond it says no more, and must not become infinite. */
const mostEvidence = 1e200

/**
 * Watches a mean for a lasting shift, in both directions, observation by observation: the Shiryaev–Roberts e-detector of Shin,
 * Ramdas and Rinaldo (2023, arXiv 2203.03532), as a mixture over eight sizes of shift. It needs nothing of the observations but
 * that they lie between 0 and 1, with a mean of at most `high` and at least `low` given what came before: then a false alarm
 * takes `threshold` observations on average, or more.
 *
 * An observation of 1 is a failure, or as bad as can be.
 */
export class ShiftDetector {
  readonly #reference: ShiftReference
  readonly threshold: number
  readonly #shares: Readonly<Record<ShiftDirection, number>>
  readonly #worse: MeanEvidence
  readonly #better: MeanEvidence
  #observed: number

  constructor(rules: ShiftRules, state?: ShiftState) {
    const { reference, leastShift = defaultLeastShift, worseShare = defaultWorseShare } = rules
    this.#reference = reference
    this.threshold = rules.threshold ?? defaultShiftThreshold
    this.#shares = { worse: worseShare, better: 1 - worseShare }
    this.#worse = new MeanEvidence(leastShift, state?.worse)
    this.#better = new MeanEvidence(leastShift, state?.better)
    assertMean(reference.high)
    assertMean(reference.low)
    this.#observed = state?.observed ?? 0
  }

  /**
   * @param value from 0 to 1; what lies outside counts as its end
   * @param reference of this observation, where it has one of its own, such as that of its hour; it must not depend on the value
   */
  observe(value: number, { high, low }: ShiftReference = this.#reference): void {
    const bounded = within(value)
    this.#worse.observe(bounded, high)
    this.#better.observe(1 - bounded, 1 - low)
    this.#observed++
  }

  /**
   * Observations whose order is not known, as one step: M ← (n + M)·Π factors. All n begin at the step's start, so on average it still
   * grows by one for each observation at most, and the promise holds at the end of each step (Shin, Ramdas and Rinaldo 2023, section 3: an
   * e-detector is any sum of e-processes begun before what they bet on).
   */
  observeTogether(values: readonly WeightedValue[], { high, low }: ShiftReference = this.#reference): void {
    let count = 0
    for (const each of values) count += each.count
    if (count === 0) return
    this.#worse.observeTogether(values, { mean: high, count, isTurned: false })
    this.#better.observeTogether(values, { mean: 1 - low, count, isTurned: true })
    this.#observed += count
  }

  /** The sum that is compared with the threshold. */
  get evidence(): number {
    return this.evidenceOf('worse') + this.evidenceOf('better')
  }

  evidenceOf(direction: ShiftDirection): number {
    const { sum } = direction === 'worse' ? this.#worse : this.#better
    return this.#shares[direction] * sum
  }

  get isAlarm(): boolean {
    return this.evidence >= this.threshold
  }

  /** Evidence as a share of the threshold. */
  get evidenceShare(): number {
    return this.evidence / this.threshold
  }

  /** Where most of the evidence is for. */
  get direction(): ShiftDirection {
    return this.evidenceOf('worse') >= this.evidenceOf('better') ? 'worse' : 'better'
  }

  get observed(): number {
    return this.#observed
  }

  get state(): ShiftState {
    return { observed: this.#observed, worse: [...this.#worse.parts], better: [...this.#better.parts] }
  }
}

interface Step {
  readonly mean: number
  readonly count: number
  readonly isTurned: boolean
}

interface Bets {
  readonly stay: Float64Array
  readonly gain: Float64Array
}

/** Evidence that a mean is above what it was, for each size of shift apart. */
class MeanEvidence {
  readonly parts: Float64Array
  readonly #leastShift: number
  /** By the mean that is bet against: one, or as many as there are hours in a week. */
  readonly #bets = new Map<number, Bets>()

  constructor(leastShift: number, parts: readonly number[] = []) {
    this.#leastShift = leastShift
    this.parts = Float64Array.from({ length: shiftCount }, (_, index) => parts[index] ?? 0)
  }

  /** M ← (1 + λ(x/m − 1))·(1 + M): the factor is 1 on average while the mean is m, and less below it. */
  observe(value: number, mean: number): void {
    const { parts } = this
    const { stay, gain } = this.#bets.get(mean) ?? this.#betAgainst(mean)
    for (let index = 0; index < parts.length; index++) {
      const factor = (stay[index] ?? 0) + (gain[index] ?? 0) * value
      const next = factor * (1 + (parts[index] ?? 0))
      parts[index] = next < mostEvidence ? next : mostEvidence
    }
  }

  observeTogether(values: readonly WeightedValue[], { mean, count, isTurned }: Step): void {
    const { parts } = this
    const { stay, gain } = this.#bets.get(mean) ?? this.#betAgainst(mean)
    for (let index = 0; index < parts.length; index++) {
      let log = 0
      for (const each of values) {
        const value = within(isTurned ? 1 - each.value : each.value)
        log += each.count * Math.log((stay[index] ?? 0) + (gain[index] ?? 0) * value)
      }
      const next = Math.exp(log) * (count + (parts[index] ?? 0))
      parts[index] = next < mostEvidence ? next : mostEvidence
    }
  }

  get sum(): number {
    let sum = 0
    for (const part of this.parts) sum += part
    return sum / this.parts.length
  }

  #betAgainst(mean: number): Bets {
    assertMean(mean)
    const shares = Float64Array.from(betShares(mean, this.#leastShift))
    const bets = { stay: shares.map((share) => 1 - share), gain: shares.map((share) => share / mean) }
    this.#bets.set(mean, bets)
    return bets
  }
}

const within = (value: number): number => (value > 1 ? 1 : value > 0 ? value : 0)

function assertMean(mean: number): void {
  if (!(mean > 0 && mean < 1)) throw new RangeError(`a reference mean lies between 0 and 1, not at ${mean}`)
}

/**
 * λ for each size of shift: for 0 and 1 the exact likelihood ratio of that shift. Past 1 a bet could lose more than there is, and
 * the guarantee would go.
 */
export function betShares(mean: number, leastShift: number = defaultLeastShift): readonly number[] {
  const ratio = Math.max(1, largestShift / leastShift)
  return Array.from({ length: shiftCount }, (_, index) => {
    const shift = leastShift * ratio ** (index / (shiftCount - 1))
    return Math.min(1, shift / (1 - mean))
  })
}
