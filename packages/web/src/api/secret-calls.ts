import type { SecretList, SecretUse, StoredSecret } from '@pawl/core'
import { fetchJson } from './fetch-json.ts'

const of = (name: string) => `/api/secrets/${encodeURIComponent(name)}`

export const listSecrets = (signal: AbortSignal) => fetchJson<SecretList>('/api/secrets', { signal })

export const setSecret = (name: string, value: string) =>
  fetchJson<StoredSecret>(of(name), { method: 'PUT', body: { value } })

export const deleteSecret = (name: string) =>
  fetchJson<{ readonly name: string; readonly usedBy: readonly SecretUse[] }>(of(name), { method: 'DELETE' })
