import { AppError, type ModelProvider } from '@pawl/core'
import type { ControlStore } from '../../control/index.ts'
import { type OutgoingCalls, openOutgoingCalls } from '../../outgoing/index.ts'
import { findSecretBox, openSecretBox, type SecretBox } from '../../secrets/index.ts'
import { ProviderGate } from '../limits/provider-gate.ts'
import type { ModelSettings } from '../model-settings.ts'
import type { Connection } from './connection.ts'
import { type StoredProvider, selectProviders } from './provider.store.ts'
import {
  defaultOf,
  describeProvider,
  notConfigured,
  nothingConfigured,
  type ResolvedProvider,
  resolveAll,
  resolveProvider,
} from './resolve-provider.ts'

export interface DirectoryDeps {
  readonly control: ControlStore
  readonly settings: ModelSettings
  readonly now: () => number
}

export interface ModelPlace {
  readonly provider: string
  readonly model: string
}

interface Account {
  readonly gate: ProviderGate
  readonly outgoing: OutgoingCalls
}

/** Longest time that a change made by another server goes unnoticed here. */
const freshForMs = 2000

/** Finds the provider of a call, with its key opened and its limits kept. */
export class ProviderDirectory {
  readonly deps: DirectoryDeps
  readonly #known = new Map<string, { readonly stored: Promise<readonly StoredProvider[]>; readonly atMs: number }>()
  readonly #accounts = new Map<string, Account>()
  #box: SecretBox | null = null

  constructor(deps: DirectoryDeps) {
    this.deps = deps
  }

  /** @throws AppError `model_not_configured` that says what to set */
  async connect(project: string, name: string): Promise<Connection> {
    const stored = await this.#stored(project)
    const found = stored.find((one) => one.name === name) ?? null
    const provider = resolveProvider(name, found, this.deps.settings.environment)
    const { baseUrl, kind, limits } = provider
    if (!provider.isConfigured || baseUrl === null) throw notConfigured(name)
    const apiKey = await this.#keyOf(project, provider)
    const address = baseUrl.replace(/\/+$/, '')
    const { gate, outgoing } = this.#account([project, kind, address, apiKey ?? ''].join('\n'), provider)
    gate.setLimits(limits)
    return { name, kind, baseUrl: address, apiKey, limits, gate, fetch: outgoing.fetch }
  }

  async list(project: string): Promise<readonly ModelProvider[]> {
    const providers = resolveAll(await this.#stored(project), this.deps.settings.environment)
    const chosen = defaultOf(providers)
    return providers.map((provider) => describeProvider(provider, provider === chosen))
  }

  /** @throws AppError `model_not_configured` where the model names no provider and none is set up */
  async locate(project: string, model: string): Promise<ModelPlace> {
    const providers = resolveAll(await this.#stored(project), this.deps.settings.environment)
    const slash = model.indexOf('/')
    const named = providers.find(({ name }) => name === model.slice(0, Math.max(0, slash)))
    if (named !== undefined) return { provider: named.name, model: model.slice(slash + 1) }
    const chosen = defaultOf(providers)
    if (chosen === null) throw nothingConfigured()
    return { provider: chosen.name, model }
  }

  /** To be called after every change of what is stored. */
  invalidate(project: string): void {
    this.#known.delete(project)
  }

  async secretBox(): Promise<SecretBox> {
    this.#box ??= await openSecretBox(this.deps.settings)
    return this.#box
  }

  close(): void {
    for (const { outgoing } of this.#accounts.values()) outgoing.close()
    this.#accounts.clear()
  }

  #stored(project: string): Promise<readonly StoredProvider[]> {
    const nowMs = this.deps.now()
    const known = this.#known.get(project)
    if (known !== undefined && nowMs - known.atMs < freshForMs) return known.stored
    const stored = selectProviders(this.deps.control.db, project)
    this.#known.set(project, { stored, atMs: nowMs })
    stored.catch(() => this.#known.delete(project))
    return stored
  }

  async #keyOf(project: string, { name, key }: ResolvedProvider): Promise<string | null> {
    if (key === null) return null
    if (key.from === 'environment') return key.apiKey
    this.#box ??= await findSecretBox(this.deps.settings)
    const { sealedKey, secretKeyId } = key.stored
    const opened = sealedKey === null ? null : (this.#box?.open(sealedKey, keyPurpose(project, name)) ?? null)
    if (opened !== null) return opened
    const isOther = this.#box === null || this.#box.keyId !== secretKeyId
    throw new AppError(
      'model_not_configured',
      isOther
        ? `The key of ${name} was encrypted with a secret key that is not here any more.`
        : `The stored key of ${name} was changed and cannot be opened.`,
      {
        fix: `Bring back PAWL_SECRET_KEY or the file secret.key of the data directory, or set the key again with \`pawl models set ${name}\`.`,
      },
    )
  }

  #account(id: string, { limits, baseUrl, key, stored }: ResolvedProvider): Account {
    const known = this.#accounts.get(id)
    if (known !== undefined) return known
    const { allowedPrivateHosts } = this.deps.settings
    // Who sets the environment of the server may call from it what they like.
    const isOperators = key?.from === 'environment' && (stored?.baseUrl ?? null) === null
    const ownHost = isOperators && baseUrl !== null ? [new URL(baseUrl).hostname.replace(/^\[(.*)\]$/, '$1')] : []
    const account = {
      gate: new ProviderGate(limits, this.deps.now),
      outgoing: openOutgoingCalls({ allowedPrivateHosts: [...allowedPrivateHosts, ...ownHost], allowsLoopback: true }),
    }
    this.#accounts.set(id, account)
    return account
  }
}

/** What a sealed key is bound to. */
export const keyPurpose = (project: string, name: string): string => `${project}\n${name}`
