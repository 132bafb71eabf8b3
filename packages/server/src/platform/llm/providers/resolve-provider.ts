import {
  AppError,
  defaultProviderLimits,
  type ModelProvider,
  type ProviderKind,
  type ProviderLimits,
  wellKnownProviders,
} from '@pawl/core'
import type { EnvironmentProvider, ModelSettings } from '../model-settings.ts'
import type { StoredProvider } from './provider.store.ts'
import { factsOf, isWellKnown, kindOf } from './well-known.ts'

/** Where a provider's key is, and the address that it may go to. */
export interface ResolvedProvider {
  readonly name: string
  readonly kind: ProviderKind
  /** Null: not known, so that nothing can be called. */
  readonly baseUrl: string | null
  readonly key: { readonly from: 'stored'; readonly stored: StoredProvider } | EnvironmentKey | null
  readonly isConfigured: boolean
  readonly limits: ProviderLimits
  readonly stored: StoredProvider | null
}

interface EnvironmentKey {
  readonly from: 'environment'
  readonly apiKey: string
}

/**
 * Joins what is stored and what the environment says. The environment's key only ever goes to the environment's
 * address: whoever may change an address in Pawl need not be the one who may read the environment.
 */
export function resolveProvider(
  name: string,
  stored: StoredProvider | null,
  environment: ModelSettings['environment'],
): ResolvedProvider {
  const limits = { ...defaultProviderLimits, ...stored?.limits }
  const base = { name, kind: kindOf(name), limits, stored }
  if (!isWellKnown(name)) {
    const baseUrl = stored?.baseUrl ?? null
    const key = stored !== null && stored.sealedKey !== null ? { from: 'stored' as const, stored } : null
    return { ...base, baseUrl, key, isConfigured: baseUrl !== null }
  }
  const given = environment[name]
  const key = keyOf(stored, given)
  const baseUrl = stored?.baseUrl ?? given.baseUrl ?? factsOf[name].baseUrl
  return { ...base, baseUrl, key, isConfigured: key !== null }
}

function keyOf(stored: StoredProvider | null, given: EnvironmentProvider): ResolvedProvider['key'] {
  if (stored !== null && stored.sealedKey !== null) return { from: 'stored', stored }
  const mayUse = given.apiKey !== null && (stored === null || stored.baseUrl === null)
  return mayUse ? { from: 'environment', apiKey: given.apiKey } : null
}

/** The well-known ones, then the project's own by name. */
export function resolveAll(
  stored: readonly StoredProvider[],
  environment: ModelSettings['environment'],
): readonly ResolvedProvider[] {
  const storedOf = (name: string) => stored.find((one) => one.name === name) ?? null
  const own = stored.map(({ name }) => name).filter((name) => !isWellKnown(name))
  return [...wellKnownProviders, ...own].map((name) => resolveProvider(name, storedOf(name), environment))
}

/** Where models that are named alone are: the one that was chosen, or else the first that is set up. */
export function defaultOf(providers: readonly ResolvedProvider[]): ResolvedProvider | null {
  return (
    providers.find(({ stored }) => stored?.isDefault === true) ??
    providers.find(({ isConfigured }) => isConfigured) ??
    null
  )
}

/** Fit to be shown: of the key, only its ending. */
export function describeProvider(provider: ResolvedProvider, isDefault: boolean): ModelProvider {
  const { name, kind, key, stored } = provider
  const source = key?.from ?? (stored?.baseUrl === null || stored === null ? null : 'stored')
  return {
    name,
    kind,
    baseUrl: provider.baseUrl,
    isConfigured: provider.isConfigured,
    source: provider.isConfigured ? source : null,
    keyEnding: key === null ? null : key.from === 'stored' ? key.stored.keyEnding : endingOf(key.apiKey),
    keyVariable: isWellKnown(name) ? factsOf[name].keyVariable : null,
    isDefault,
    limits: provider.limits,
    updatedAt: stored?.updatedAt.toISOString() ?? null,
    updatedBy: stored?.updatedBy ?? null,
  }
}

/** Of a short key, less: four characters may be most of it. */
export const endingOf = (apiKey: string): string => apiKey.slice(-Math.min(4, Math.floor(apiKey.length / 4)))

export const notConfigured = (name: string): AppError =>
  isWellKnown(name)
    ? new AppError('model_not_configured', `No key is set for ${name}.`, {
        fix: `Set ${factsOf[name].keyVariable} where Pawl runs, or store a key with \`pawl models set ${name}\`.`,
      })
    : new AppError('model_not_configured', `This project has no model provider ${JSON.stringify(name)}.`, {
        fix: `Make it with \`pawl models set ${name} --base-url https://…/v1\`, or see \`pawl models list\`.`,
      })

export const nothingConfigured = (): AppError =>
  new AppError('model_not_configured', 'No model provider is set up in this project.', {
    fix: `Set ${wellKnownProviders.map((name) => factsOf[name].keyVariable).join(', ')} where Pawl runs, or store a key with \`pawl models set openai\`; a local server: \`pawl models set local --base-url http://127.0.0.1:11434/v1\`.`,
  })
