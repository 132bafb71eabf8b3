export interface BetRules {
  /** What the bet is against: that the mean is at most the bound (`above` is bet on), or at least it. */
  readonly on: 'above' | 'below'
  /** The mean that is bet against, from −1 to 1. */
  readonly bound: number
  /** How far from the bound the mean is that the design has in mind. */
  readonly gap: number
  /** Rows in all, when each comes once and its outcome is fixed; null when draws are independent. */
  readonly population: number | null
}

const fractions = [0.02, 0.04, 0.07, 0.11, 0.16, 0.22, 0.3, 0.4, 0.52, 0.66, 0.8, 0.95] as const
const largestFraction = 0.95
/** Capital above this is thrown away, which keeps the test valid and the numbers finite. */
const mostCapital = 1e290

/**
 * Evidence against a mean of differences in [−1, 1], to be looked at after every one of them (Waudby-Smith & Ramdas 2024,
 * "Estimating means of bounded random variables by betting", JRSS B 86, 1–27). Capital starts at 1 and is multiplied by
 * 1 ± λ(D − m); while the mean is where the bet is against, it is a supermartingale, so it reaches 1/α with a
 * probability of at most α (Ville).
 *
 * Half of the capital is bet for a design: λ = gap/E(D − m)², the growth-optimal fraction (to second order) when the mean
 * lies `gap` beyond the bound, with E D² estimated from the differences so far, (3 + ΣD²)/(20 + t − 1). The other half is spread over twelve
 * constant fractions of the largest λ that cannot go broke, for means that the design has not in mind.
 *
 * Over a finite population without replacement, m is the mean of what is left when the bound is true, m_t = (N·m − S)/(N − t + 1)
 * (ibid., section 5), and what is impossible under the bound has infinite capital. That holds only for outcomes that are fixed:
 * on random ones it certifies what came up, not what would.
 */
export class MeanBet {
  readonly #rules: BetRules
  readonly #sign: 1 | -1
  readonly #capital = new Float64Array(fractions.length).fill(1)
  #design = 1
  #count = 0
  #sum = 0
  #squares = 0
  #isImpossible = false

  constructor(rules: BetRules) {
    this.#rules = rules
    this.#sign = rules.on === 'above' ? 1 : -1
  }

  /** One in the same state, which goes its own way. */
  fork(): MeanBet {
    const fork = new MeanBet(this.#rules)
    fork.#capital.set(this.#capital)
    fork.#design = this.#design
    fork.#count = this.#count
    fork.#sum = this.#sum
    fork.#squares = this.#squares
    fork.#isImpossible = this.#isImpossible
    return fork
  }

  /** Takes the next difference, −1 to 1. */
  observe(difference: number): void {
    const { population, gap, bound } = this.#rules
    const left = population === null ? 1 : population - this.#count
    if (left <= 0) return
    const mean = population === null ? bound : (population * bound - this.#sum) / left
    const far = population === null ? gap : (population * gap) / left
    this.#bet(difference, mean, far)
    this.#count++
    this.#sum += difference
    this.#squares += difference * difference
    if (population === null) return
    // The rest can at most be all −1 (or all 1); a sum of fractions must not refute by a rounding.
    const nearest = this.#sign * this.#sum - (left - 1)
    if (nearest > this.#sign * population * bound + 1e-9) this.#isImpossible = true
  }

  #bet(difference: number, mean: number, far: number): void {
    const room = 1 + this.#sign * mean
    // Without room every difference is consistent with the bound or refutes it; `observe` sees that by the sum.
    if (room <= 1e-9) return
    const largest = 1 / room
    const win = this.#sign * (difference - mean)
    const meanSquare = (3 + this.#squares) / (20 + this.#count) - mean * mean - this.#sign * 2 * mean * far
    const lambda = Math.min(largestFraction * largest, far / Math.max(meanSquare, 1e-9))
    this.#design = Math.min(mostCapital, this.#design * (1 + lambda * win))
    const step = largest * win
    for (let index = 0; index < fractions.length; index++) {
      const capital = (this.#capital[index] ?? 0) * (1 + (fractions[index] ?? 0) * step)
      this.#capital[index] = capital > mostCapital ? mostCapital : capital
    }
  }

  /** The e-value now; infinite when the bound is refuted for certain. */
  get capital(): number {
    if (this.#isImpossible) return Number.POSITIVE_INFINITY
    let sum = 0
    for (const capital of this.#capital) sum += capital
    return 0.5 * this.#design + (0.5 * sum) / fractions.length
  }
}
