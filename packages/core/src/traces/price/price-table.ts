import {
  type ConditionalPrice,
  calcPrice,
  findProvider,
  type ModelPrice,
  type TieredPrices,
} from '@pydantic/genai-prices'
import { ownCopy } from '../canonical/index.ts'

/** US dollars for a million tokens; with tiers, the price of all tokens of a call depends on the size of its input. */
export type Rate = number | TieredPrices

export interface Rates {
  readonly input: Rate | undefined
  readonly output: Rate | undefined
  readonly cacheRead: Rate | undefined
  readonly cacheWrite: Rate | undefined
  readonly reasoning: Rate | undefined
  /** US dollars for the call itself. */
  readonly request: number
}

/** The prices of one model: the same at all times, or by the time of the call. */
type ModelRates = Rates | readonly TimedRates[]

interface TimedRates {
  readonly rates: Rates
  readonly isAt: (time: Date) => boolean
}

/** The table's names of providers whose well-known names differ from them. */
const tableProviders: ReadonlyMap<string, string> = new Map([
  ['aws.bedrock', 'aws'],
  ['azure.ai.openai', 'azure'],
  ['azure.ai.inference', 'azure'],
  ['gcp.gemini', 'google'],
  ['gcp.vertex_ai', 'google'],
  ['gcp.gen_ai', 'google'],
  ['mistral_ai', 'mistral'],
  ['x_ai', 'x-ai'],
  ['moonshot_ai', 'moonshotai'],
])

/** Finding a model compares it with hundreds of patterns, and runs for every span: answers are kept, in bounded number. */
const remembered = new Map<string, Map<string, ModelRates | null>>()
let rememberedCount = 0
const maxRemembered = 4096
/** No model has a longer name; what is longer is neither compared nor remembered. */
const longestName = 200

/** Time without a clock: calls of unknown time get the latest price. */
const latest = new Date(Date.UTC(2999, 0, 1, 12))

/**
 * The prices of a model in the bundled table; undefined when it is not there. Without a provider, or with one that the
 * table does not know, the model's name must say whose it is. Never reads the network.
 */
export function findRates(provider: string | undefined, model: string, timeMs: number | undefined): Rates | undefined {
  if (model.length > longestName || (provider?.length ?? 0) > longestName) return undefined
  const known = remembered.get(provider ?? '')?.get(model)
  const rates = known === undefined ? remember(provider, model) : known
  return rates === null ? undefined : ratesAt(rates, timeMs)
}

function remember(provider: string | undefined, model: string): ModelRates | null {
  const rates = lookUp(provider, model) ?? null
  if (rememberedCount >= maxRemembered) {
    remembered.clear()
    rememberedCount = 0
  }
  const ofProvider = remembered.get(provider ?? '') ?? new Map<string, ModelRates | null>()
  remembered.set(ownCopy(provider ?? ''), ofProvider.set(ownCopy(model), rates))
  rememberedCount++
  return rates
}

function lookUp(provider: string | undefined, model: string): ModelRates | undefined {
  const providerId = provider === undefined ? undefined : (tableProviders.get(provider) ?? provider)
  const isKnown = providerId !== undefined && findProvider({ providerId }) !== undefined
  if (isKnown) return priceOf(model, providerId)
  // Gateways name models `<provider>/<model>`.
  const slash = model.indexOf('/')
  const named = slash > 0 ? model.slice(0, slash) : undefined
  if (named !== undefined && findProvider({ providerId: named }) !== undefined) {
    return priceOf(model.slice(slash + 1), named)
  }
  return priceOf(model, undefined)
}

function priceOf(model: string, providerId: string | undefined): ModelRates | undefined {
  const found = calcPrice({}, model, { timestamp: latest, ...(providerId !== undefined && { providerId }) })
  if (found === null) return undefined
  const { prices } = found.model
  return Array.isArray(prices) ? prices.map(toTimed) : toRates(prices)
}

function toRates(prices: ModelPrice): Rates {
  const request = prices.requests_kcount
  return {
    input: prices.input_mtok,
    output: prices.output_mtok,
    cacheRead: prices.cache_read_mtok,
    cacheWrite: prices.cache_write_mtok,
    reasoning: prices.output_reasoning_mtok,
    request: typeof request === 'number' ? request / 1000 : 0,
  }
}

function toTimed({ prices, constraint }: ConditionalPrice): TimedRates {
  const rates = toRates(prices)
  if (constraint === undefined) return { rates, isAt: () => true }
  if (constraint.type === 'start_date') {
    const start = Date.parse(constraint.start_date)
    return { rates, isAt: (time) => time.getTime() >= start }
  }
  const start = secondsOfDay(constraint.start_time)
  const end = secondsOfDay(constraint.end_time)
  return {
    rates,
    isAt: (time) => {
      const second = (time.getTime() / 1000) % 86_400
      // The range may run over midnight.
      return end < start ? second >= start || second < end : second >= start && second < end
    },
  }
}

/** `00:30:00Z` or with an offset, in seconds since midnight UTC. */
function secondsOfDay(text: string): number {
  return (Date.parse(`1970-01-02T${text}`) / 1000) % 86_400
}

/** The last entry that holds decides, as in the table's own rules; the first one stands in where none does. */
function ratesAt(rates: ModelRates, timeMs: number | undefined): Rates | undefined {
  if (!isTimed(rates)) return rates
  const time = timeMs === undefined ? latest : new Date(timeMs)
  return (rates.findLast((entry) => entry.isAt(time)) ?? rates[0])?.rates
}

function isTimed(rates: ModelRates): rates is readonly TimedRates[] {
  return Array.isArray(rates)
}
