import {
  AppError,
  datasetListSchema,
  environmentListSchema,
  evaluatorListSchema,
  type JsonObject,
  type JsonValue,
  monitorListSchema,
  newRowSchema,
  type PromptSummary,
  policyVersionSchema,
  rowStatuses,
} from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import { fetchEvaluatorIfAny } from '../evaluators/evaluator-calls.ts'
import { fetchPrompts, fetchVersion } from '../prompts/prompt-calls.ts'
import { isInlineName } from '../repository/local-dataset.ts'
import { keyOf, type LocalItem, type SyncValue } from './sync-item.ts'

export interface RemoteItem {
  readonly key: string
  readonly value: SyncValue
  readonly source: JsonValue
  readonly note: string
}

/** What a server holds, as far as files could hold it too. */
export interface RemoteState {
  readonly items: ReadonlyMap<string, RemoteItem>
  /** Keys of what is there and archived: it takes no changes before it is taken back into use. */
  readonly archived: ReadonlySet<string>
  readonly prompts: readonly PromptSummary[]
}

const callsAtOnce = 8

/** Reads what the server holds. What rows write out themselves counts only where the files have it too. */
export async function readRemote(api: ApiClient, local: readonly LocalItem[]): Promise<RemoteState> {
  const reader = new RemoteReader(api, new Map(local.map((item) => [item.key, item])))
  await reader.readEvaluators()
  await reader.readPrompts()
  await reader.readDatasets()
  await reader.readPolicies()
  await reader.readMonitors()
  return reader
}

class RemoteReader implements RemoteState {
  readonly items = new Map<string, RemoteItem>()
  readonly archived = new Set<string>()
  prompts: readonly PromptSummary[] = []
  readonly #api: ApiClient
  readonly #local: ReadonlyMap<string, LocalItem>

  constructor(api: ApiClient, local: ReadonlyMap<string, LocalItem>) {
    this.#api = api
    this.#local = local
  }

  #add(value: SyncValue, { note = '', source = null }: { note?: string; source?: JsonValue } = {}): void {
    const key = keyOf(value)
    this.items.set(key, { key, value, note, source })
  }

  async readEvaluators(): Promise<void> {
    const query = { archived: 'true' }
    const { evaluators } = await this.#api.fetchAnswer('/api/evaluators', evaluatorListSchema, { query })
    for (const { name } of evaluators.filter(({ archivedAt }) => archivedAt !== null)) {
      this.archived.add(`evaluator ${name}`)
    }
    const open = evaluators.filter(({ name, archivedAt }) => {
      return archivedAt === null && (!isInlineName(name) || this.#local.has(`evaluator ${name}`))
    })
    await inParts(open, async ({ name }) => {
      const newest = (await fetchEvaluatorIfAny(this.#api, name))?.versions[0]
      if (newest === undefined) return
      const { definition, examples, note } = newest
      this.#add({ kind: 'evaluator', name, definition, examples }, { note })
    })
  }

  async readPrompts(): Promise<void> {
    for (const { name } of await fetchPrompts(this.#api, { archived: true })) this.archived.add(`prompt ${name}`)
    this.prompts = await fetchPrompts(this.#api, { archived: false })
    await inParts(this.prompts, async ({ name, newest, description }) => {
      if (newest === null) return
      const { content, note } = await fetchVersion(this.#api, name)
      this.#add({ kind: 'prompt', name, content, description }, { note })
    })
  }

  async readDatasets(): Promise<void> {
    const query = { archived: 'include' }
    const { datasets } = await this.#api.fetchAnswer('/api/datasets', datasetListSchema, { query })
    for (const { name, purpose, protects, description, archivedAt } of datasets) {
      if (archivedAt !== null) {
        this.archived.add(`dataset ${name}`)
        continue
      }
      this.#add({ kind: 'dataset', name, purpose, protects, description })
      const prompts = this.prompts
        .filter(({ protectedBy }) => protectedBy.datasets.includes(name))
        .map((each) => each.name)
      if (this.#isProtectionKept(name, prompts))
        this.#add({ kind: 'protection', dataset: name, prompts: prompts.sort() })
      await this.#readRows(name)
    }
  }

  /** Files that know the dataset and say nothing of its prompts leave them to the server. */
  #isProtectionKept(dataset: string, prompts: readonly string[]): boolean {
    if (this.#local.has(`protection ${dataset}`)) return true
    return !this.#local.has(`dataset ${dataset}`) && prompts.length > 0
  }

  async #readRows(dataset: string): Promise<void> {
    const path = `/api/datasets/${encodeURIComponent(dataset)}/export`
    const response = await this.#api.open(path, { query: { format: 'jsonl', status: rowStatuses } })
    for (const line of (await response.text()).split('\n')) {
      if (line === '') continue
      const { pawl_row: id, status, source, ...fields } = JSON.parse(line) as JsonObject
      const { source: _, ...parsed } = newRowSchema.parse({ ...fields, source })
      if (status !== 'draft' && status !== 'active') this.archived.add(`row ${dataset} ${String(id)}`)
      else this.#add({ kind: 'row', dataset, id: String(id), status, fields: parsed }, { source: givenSource(source) })
    }
  }

  /** Those that every project gets by itself stay out of files until somebody puts one there. */
  async readMonitors(): Promise<void> {
    const { monitors } = await this.#api.fetchAnswer('/api/monitors', monitorListSchema)
    for (const { definition, origin } of monitors) {
      const isKept = origin !== 'default' || this.#local.has(`monitor ${definition.name}`)
      if (isKept) this.#add({ kind: 'monitor', definition })
    }
  }

  async readPolicies(): Promise<void> {
    const { environments } = await this.#api.fetchAnswer('/api/environments', environmentListSchema)
    await inParts(environments, async ({ name }) => {
      const version = await fetchPolicyIfAny(this.#api, name)
      if (version !== null && version.number > 0) this.#add({ kind: 'policy', policy: version.policy })
    })
  }
}

/** Without who and when, which are the server's own. */
function givenSource(source: JsonValue | undefined): JsonValue {
  const { who: _, at: _at, ...given } = (source ?? {}) as JsonObject
  return given.kind === 'manual' && Object.keys(given).length === 1 ? null : given
}

export const policyPath = (environment: string): string => `/api/environments/${encodeURIComponent(environment)}/policy`

async function fetchPolicyIfAny(api: ApiClient, environment: string) {
  try {
    return await api.fetchAnswer(policyPath(environment), policyVersionSchema)
  } catch (error) {
    if (AppError.isInstance(error) && error.code === 'not_found') return null
    throw error
  }
}

async function inParts<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += callsAtOnce) {
    await Promise.all(items.slice(at, at + callsAtOnce).map(work))
  }
}
