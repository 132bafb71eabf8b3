import type { PriceOverride } from '../../access/index.ts'
import type { Cost, Usage } from '../canonical/index.ts'
import { normaliseProvider } from '../canonical/index.ts'
import { findRates, type Rate, type Rates } from './price-table.ts'

export interface PricedCall {
  /** As in a canonical span. */
  readonly provider?: string | undefined
  /** The model that answered, or the requested one where only that is known. */
  readonly model: string
  /** Tried where nothing has a price for `model`: deployments answer with names of their own. */
  readonly requestModel?: string | undefined
  readonly usage: Usage
  /** When the call was made, milliseconds since 1970: prices change. The latest price when left out. */
  readonly timeMs?: number
  /** The project's own prices; they win over the table. The first that matches is taken. */
  readonly overrides?: readonly PriceOverride[]
}

/**
 * What a call cost in US dollars, from the project's prices or the table that comes with `@pydantic/genai-prices`.
 * Undefined when the model has no price or the call no tokens. Reads no network and no clock.
 */
export function computeCost(call: PricedCall): Cost | undefined {
  const { usage } = call
  if (usage.inputTokens === undefined && usage.outputTokens === undefined) return undefined
  const rates =
    ratesOf(call, call.model) ?? (call.requestModel === undefined ? undefined : ratesOf(call, call.requestModel))
  return rates === undefined ? undefined : applyRates(rates, usage)
}

function ratesOf(call: PricedCall, model: string): Rates | undefined {
  return ratesOfOverride(call, model) ?? findRates(call.provider, model, call.timeMs)
}

function ratesOfOverride({ provider, overrides }: PricedCall, model: string): Rates | undefined {
  if (overrides === undefined || overrides.length === 0) return undefined
  const override = overrides.find((candidate) => matches(candidate, provider, model))
  if (override === undefined) return undefined
  return {
    input: override.inputUsdPerMillion,
    output: override.outputUsdPerMillion,
    cacheRead: override.cacheReadUsdPerMillion,
    cacheWrite: override.cacheWriteUsdPerMillion,
    reasoning: undefined,
    request: 0,
  }
}

function matches(override: PriceOverride, provider: string | undefined, model: string): boolean {
  const isModel = override.model.endsWith('*')
    ? model.startsWith(override.model.slice(0, -1))
    : model === override.model
  return isModel && (override.provider === undefined || normaliseProvider(override.provider) === provider)
}

function applyRates(rates: Rates, usage: Usage): Cost | undefined {
  if (rates.input === undefined && rates.output === undefined) return undefined
  const input = usage.inputTokens ?? 0
  const cacheRead = Math.min(usage.cacheReadTokens ?? 0, input)
  const cacheWrite = Math.min(usage.cacheWriteTokens ?? 0, input - cacheRead)
  const output = usage.outputTokens ?? 0
  const reasoning = rates.reasoning === undefined ? 0 : Math.min(usage.reasoningTokens ?? 0, output)
  const price = (rate: Rate | undefined, tokens: number) => (tokens * rateFor(rate, input)) / 1e6
  const inputUsd =
    price(rates.input, input - cacheRead - cacheWrite) +
    price(rates.cacheRead ?? rates.input, cacheRead) +
    price(rates.cacheWrite ?? rates.input, cacheWrite)
  const outputUsd = price(rates.output, output - reasoning) + price(rates.reasoning, reasoning)
  return { totalUsd: inputUsd + outputUsd + rates.request, inputUsd, outputUsd, source: 'computed' }
}

function rateFor(rate: Rate | undefined, inputTokens: number): number {
  if (rate === undefined || typeof rate === 'number') return rate ?? 0
  let price = rate.base
  for (const tier of rate.tiers) if (inputTokens > tier.start) price = tier.price
  return price
}
