import type { ModelProvider, ModelProviderChange, ProviderLimits } from '@pawl/core'

/** A provider as it is being typed. */
export interface ProviderDraft {
  readonly name: string
  /** Empty: the key stays as it is. */
  readonly apiKey: string
  readonly baseUrl: string
  readonly maxConcurrency: string
  readonly requestsPerMinute: string
  readonly tokensPerMinute: string
  readonly isDefault: boolean
}

/** @param provider null for one that is to be made */
export const toDraft = (provider: ModelProvider | null): ProviderDraft => ({
  name: provider?.name ?? '',
  apiKey: '',
  baseUrl: provider?.baseUrl ?? '',
  maxConcurrency: textOf(provider?.limits.maxConcurrency ?? 16),
  requestsPerMinute: textOf(provider?.limits.requestsPerMinute),
  tokensPerMinute: textOf(provider?.limits.tokensPerMinute),
  isDefault: provider?.isDefault === true && provider.isConfigured,
})

const textOf = (limit: number | null | undefined): string => (limit === null || limit === undefined ? '' : `${limit}`)

/** What a draft changes of what was stored; undefined while a number in it is none. */
export function toChange(draft: ProviderDraft, provider: ModelProvider | null): ModelProviderChange | undefined {
  const limits = toLimits(draft)
  if (limits === undefined) return undefined
  const before = toDraft(provider)
  const baseUrl = draft.baseUrl.trim()
  const limitNames = ['maxConcurrency', 'requestsPerMinute', 'tokensPerMinute'] as const
  return {
    ...(draft.apiKey.trim() !== '' && { apiKey: draft.apiKey.trim() }),
    ...(baseUrl !== before.baseUrl && { baseUrl: baseUrl === '' ? null : baseUrl }),
    ...(limitNames.some((name) => draft[name].trim() !== before[name]) && { limits }),
    ...(draft.isDefault !== before.isDefault && { isDefault: draft.isDefault }),
  }
}

function toLimits(draft: ProviderDraft): ProviderLimits | undefined {
  const maxConcurrency = toLimit(draft.maxConcurrency)
  const requestsPerMinute = toLimit(draft.requestsPerMinute)
  const tokensPerMinute = toLimit(draft.tokensPerMinute)
  if (typeof maxConcurrency !== 'number' || requestsPerMinute === undefined || tokensPerMinute === undefined) return
  return { maxConcurrency, requestsPerMinute, tokensPerMinute }
}

/** Null for none, undefined for what is no whole number from 1. */
function toLimit(text: string): number | null | undefined {
  if (text.trim() === '') return null
  const value = Number(text)
  return Number.isInteger(value) && value >= 1 ? value : undefined
}
