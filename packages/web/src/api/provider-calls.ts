import type { ModelProvider, ModelProviderChange, ProviderTest } from '@pawl/core'
import { call, fetchJson } from './fetch-json.ts'

const of = (name: string) => `/api/providers/${encodeURIComponent(name)}`

export const listProviders = (signal: AbortSignal) =>
  fetchJson<{ readonly providers: readonly ModelProvider[] }>('/api/providers', { signal })

export const setProvider = (name: string, change: ModelProviderChange) =>
  fetchJson<ModelProvider>(of(name), { method: 'PUT', body: change })

export const removeProvider = (name: string) => call(of(name), { method: 'DELETE' })

export const testProvider = (name: string, model: string) =>
  fetchJson<ProviderTest>(`${of(name)}/test`, { method: 'POST', body: model === '' ? {} : { model } })
