import { calcPrice, findProvider } from '@pydantic/genai-prices'
import { describe, expect, it } from 'vitest'
import type { PriceOverride } from '../../access/index.ts'
import type { Usage } from '../canonical/index.ts'
import { computeCost } from './compute-cost.ts'

const usage: Usage = { inputTokens: 1000, outputTokens: 500, totalTokens: 1500, convention: 'inclusive' }
const cached: Usage = { ...usage, cacheReadTokens: 200, cacheWriteTokens: 100, reasoningTokens: 50 }
const big: Usage = { ...cached, inputTokens: 600_000, cacheReadTokens: 300_000 }
const times = [Date.UTC(2024, 5, 1, 3), Date.UTC(2025, 8, 15, 17, 45), Date.UTC(2026, 10, 22, 0, 10)]

describe('computeCost', () => {
  it('prices input, cached input and output', () => {
    const cost = computeCost({
      provider: 'openai',
      model: 'gpt-5-mini',
      usage: { ...usage, cacheReadTokens: 200 },
      timeMs: times[1] ?? 0,
    })
    expect(cost?.inputUsd).toBeCloseTo((800 * 0.25 + 200 * 0.025) / 1e6, 12)
    expect(cost?.outputUsd).toBeCloseTo((500 * 2) / 1e6, 12)
    expect(cost?.totalUsd).toBeCloseTo((cost?.inputUsd ?? 0) + (cost?.outputUsd ?? 0), 12)
    expect(cost?.source).toBe('computed')
  })

  it('agrees with the table’s own calculation on every model, size and time', () => {
    const providers = [
      'anthropic',
      'openai',
      'aws',
      'azure',
      'google',
      'cohere',
      'mistral',
      'groq',
      'deepseek',
      'perplexity',
      'x-ai',
      'moonshotai',
      'openrouter',
    ]
    let compared = 0
    for (const providerId of providers) {
      for (const { id } of findProvider({ providerId })?.models ?? []) {
        for (const figures of [usage, cached, big]) {
          for (const timeMs of times) {
            const theirs = calcPrice(tableUsage(figures), id, { providerId, timestamp: new Date(timeMs) })
            const ours = computeCost({ provider: providerId, model: id, usage: figures, timeMs })
            if (
              theirs === null ||
              (theirs.model_price.input_mtok === undefined && theirs.model_price.output_mtok === undefined)
            ) {
              expect(ours, `${providerId} ${id}`).toBeUndefined()
              continue
            }
            expect(ours?.totalUsd, `${providerId} ${id} ${timeMs}`).toBeCloseTo(theirs.total_price, 9)
            compared++
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(5000)
  })

  it('knows providers by their well-known names, and models by the names that gateways give them', () => {
    const priced = (call: { provider?: string; model: string }) => computeCost({ ...call, usage })?.totalUsd
    expect(priced({ provider: 'aws.bedrock', model: 'us.anthropic.claude-sonnet-4-20250514-v1:0' })).toBeGreaterThan(0)
    expect(priced({ provider: 'azure.ai.openai', model: 'gpt-4o' })).toBeGreaterThan(0)
    expect(priced({ provider: 'gcp.vertex_ai', model: 'gemini-2.5-flash' })).toBe(
      priced({ provider: 'gcp.gemini', model: 'gemini-2.5-flash' }),
    )
    expect(priced({ provider: 'mistral_ai', model: 'mistral-large-latest' })).toBeGreaterThan(0)
    expect(priced({ provider: 'my-gateway', model: 'openai/gpt-4o' })).toBe(
      priced({ provider: 'openai', model: 'gpt-4o' }),
    )
    expect(priced({ model: 'claude-sonnet-4-5' })).toBe(priced({ provider: 'anthropic', model: 'claude-sonnet-4-5' }))
  })

  it('has no price for what nobody knows, and no cost without tokens', () => {
    expect(computeCost({ provider: 'openai', model: 'simulated-gpt', usage })).toBeUndefined()
    expect(computeCost({ model: '', usage })).toBeUndefined()
    expect(computeCost({ model: `claude-${'x'.repeat(1000)}`, usage })).toBeUndefined()
    expect(
      computeCost({ provider: 'openai', model: 'gpt-4o', usage: { totalTokens: 9, convention: 'inclusive' } }),
    ).toBeUndefined()
  })

  it('tries the requested model where the answering one has no price', () => {
    const byRequest = computeCost({
      provider: 'azure.ai.openai',
      model: 'prod-deployment-7',
      requestModel: 'gpt-4o',
      usage,
    })
    expect(byRequest).toEqual(computeCost({ provider: 'azure.ai.openai', model: 'gpt-4o', usage }))
  })

  describe('with prices of the project', () => {
    const override: PriceOverride = { model: 'gpt-4o*', inputUsdPerMillion: 1, outputUsdPerMillion: 2 }

    it('they win over the table, for a name or the start of one', () => {
      const cost = computeCost({ provider: 'openai', model: 'gpt-4o-2024-08-06', usage, overrides: [override] })
      expect(cost).toEqual({ totalUsd: 0.002, inputUsd: 0.001, outputUsd: 0.001, source: 'computed' })
      const exact = { ...override, model: 'gpt-4o' }
      expect(computeCost({ model: 'gpt-4o', usage, overrides: [exact] })?.totalUsd).toBe(0.002)
      expect(computeCost({ model: 'gpt-4o-mini', usage, overrides: [exact] })?.totalUsd).not.toBe(0.002)
    })

    it('cached tokens cost the input price unless they have their own', () => {
      const cachedPrice = { ...override, cacheReadUsdPerMillion: 0.1, cacheWriteUsdPerMillion: 3 }
      expect(computeCost({ model: 'gpt-4o', usage: cached, overrides: [override] })?.inputUsd).toBeCloseTo(0.001, 12)
      expect(computeCost({ model: 'gpt-4o', usage: cached, overrides: [cachedPrice] })?.inputUsd).toBeCloseTo(
        (700 * 1 + 200 * 0.1 + 100 * 3) / 1e6,
        12,
      )
    })

    it('the first that matches is taken, and a provider restricts it, under any of its names', () => {
      const azure = { ...override, provider: 'azure', inputUsdPerMillion: 10 }
      const overrides = [azure, override]
      expect(computeCost({ provider: 'azure.ai.openai', model: 'gpt-4o', usage, overrides })?.inputUsd).toBe(0.01)
      expect(computeCost({ provider: 'openai', model: 'gpt-4o', usage, overrides })?.inputUsd).toBe(0.001)
    })
  })
})

function tableUsage(figures: Usage) {
  return {
    input_tokens: figures.inputTokens,
    output_tokens: figures.outputTokens,
    cache_read_tokens: figures.cacheReadTokens,
    cache_write_tokens: figures.cacheWriteTokens,
    output_reasoning_tokens: figures.reasoningTokens,
  }
}
