export interface SpendingQuestion {
  /** Null: no cap. */
  readonly capUsd: number | null
  /** What the calls that have ended cost, as far as their price is known. */
  readonly spentUsd: number
  /** The estimates of the calls that are on their way: they will be paid too. */
  readonly reservedUsd: number
  /** The most that the next call should cost; null where no price of its model is known. */
  readonly estimateUsd: number | null
}

export type SpendingDecision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: 'cap_reached' | 'price_unknown'; readonly message: string }

/**
 * Whether the next call may be made, asked before each one. A cap cannot be kept over calls whose price nobody knows,
 * so these are refused where there is one.
 */
export function checkSpending({ capUsd, spentUsd, reservedUsd, estimateUsd }: SpendingQuestion): SpendingDecision {
  if (capUsd === null) return { allowed: true }
  if (estimateUsd === null) {
    const message = `The price of the model is not known, so the cap of ${usd(capUsd)} cannot be kept: run without a cap, or set a price`
    return { allowed: false, reason: 'price_unknown', message }
  }
  const next = spentUsd + reservedUsd + estimateUsd
  // A sum of many small figures may miss the cap by a rounding.
  if (next <= capUsd * (1 + 1e-9)) return { allowed: true }
  const message =
    `The next call may cost ${usd(estimateUsd)}; with ${usd(spentUsd)} spent and ${usd(reservedUsd)} on its way ` +
    `that would be over the cap of ${usd(capUsd)}`
  return { allowed: false, reason: 'cap_reached', message }
}

const usd = (amount: number): string => `$${amount < 0.1 ? Number(amount.toPrecision(2)) : amount.toFixed(2)}`
