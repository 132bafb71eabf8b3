export interface RatioRules {
  /** The largest ratio of candidate to baseline that is within the limit: 1.2 for 20 % more. */
  readonly maxRatio: number
  /** α of "within". */
  readonly errorRate: number
  /** α of "over". */
  readonly failErrorRate: number
}

/** The central limit theorem has to have a hold. */
const fewestPairs = 30
/** The number of pairs at which the bound is tightest. */
const tightestAt = 100

export type RatioState = 'within' | 'over' | 'unsure'

export interface RatioInterval {
  readonly low: number
  /** Null: no bound yet. */
  readonly high: number | null
}

/**
 * The ratio of the means of a figure (cost, latency, tokens), candidate to baseline, pair by pair. For each ratio θ the
 * mean of x − θy has an asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, "Time-uniform
 * central limit theory and asymptotic confidence sequences", Annals of Statistics 52, arXiv 2103.06476, one-sided form); the θ whose
 * sequence holds 0 are the interval, as in Fieller's theorem. It may be looked at after every pair. Figures have no largest value, so the error rate is
 * the stated one only as pairs grow in number, and none is decided on fewer than 30.
 */
export class RatioTest {
  state: RatioState = 'unsure'
  count = 0
  readonly #rules: RatioRules
  #meanX = 0
  #meanY = 0
  #xx = 0
  #yy = 0
  #xy = 0

  constructor(rules: RatioRules) {
    this.#rules = rules
  }

  /** One in the same state, which goes its own way. */
  fork(): RatioTest {
    const fork = new RatioTest(this.#rules)
    fork.state = this.state
    fork.count = this.count
    fork.#meanX = this.#meanX
    fork.#meanY = this.#meanY
    fork.#xx = this.#xx
    fork.#yy = this.#yy
    fork.#xy = this.#xy
    return fork
  }

  observe(candidate: number, baseline: number): void {
    this.count++
    const [fromX, fromY] = [candidate - this.#meanX, baseline - this.#meanY]
    this.#meanX += fromX / this.count
    this.#meanY += fromY / this.count
    this.#xx += fromX * (candidate - this.#meanX)
    this.#yy += fromY * (baseline - this.#meanY)
    this.#xy += fromX * (baseline - this.#meanY)
    if (this.state !== 'unsure' || this.count < fewestPairs) return
    const { maxRatio, errorRate, failErrorRate } = this.#rules
    const beyond = this.#meanX - maxRatio * this.#meanY
    if (beyond > this.#width(maxRatio, failErrorRate)) this.state = 'over'
    // A ratio that is the limit, without any spread, is within it.
    else if (-beyond >= this.#width(maxRatio, errorRate)) this.state = 'within'
  }

  /** Null without any figure above 0 on the baseline's side. */
  get ratio(): number | null {
    return this.#meanY > 0 ? this.#meanX / this.#meanY : null
  }

  /** All ratios that neither side refutes; null on fewer than 30 pairs, or without a figure above 0. */
  get interval(): RatioInterval | null {
    if (this.count < fewestPairs || this.#meanY <= 0) return null
    const { errorRate, failErrorRate } = this.#rules
    const [below, above] = [this.#roots(failErrorRate), this.#roots(errorRate)]
    return { low: below.low, high: above.high }
  }

  #width(ratio: number, errorRate: number): number {
    const variance = (this.#xx - 2 * ratio * this.#xy + ratio * ratio * this.#yy) / this.count
    return Math.sqrt(Math.max(0, variance)) * boundFactor(this.count, errorRate)
  }

  /** Where (x̄ − θȳ)² = b²·var(x − θy), a quadratic aθ² − 2hθ + c in θ. Where the baseline may be 0, no ratio is too high. */
  #roots(errorRate: number): RatioInterval {
    const b = boundFactor(this.count, errorRate) ** 2 / this.count
    const a = this.#meanY ** 2 - b * this.#yy
    const c = this.#meanX ** 2 - b * this.#xx
    const h = this.#meanX * this.#meanY - b * this.#xy
    const sum = h + Math.sqrt(Math.max(0, h * h - a * c))
    return { low: c > 0 && sum > 0 ? c / sum : 0, high: a > 0 ? sum / a : null }
  }
}

/** How many standard deviations the mean of t draws may be off, on one side, at any time. */
function boundFactor(count: number, errorRate: number): number {
  const log = -2 * Math.log(2 * errorRate)
  const rho2 = (log + Math.log(log + 1)) / tightestAt
  const spread = count * rho2 + 1
  return Math.sqrt(((2 * spread) / (count * count * rho2)) * Math.log(1 + Math.sqrt(spread) / (2 * errorRate)))
}
