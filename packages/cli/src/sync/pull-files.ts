import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  AppError,
  type EvaluatorDefinition,
  type PromptFile,
  writeEvaluatorYaml,
  writeMonitorYaml,
  writePolicyYaml,
  writePromptYaml,
} from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import { fetchEvaluatorIfAny } from '../evaluators/evaluator-calls.ts'
import type { LocalPrompt } from '../prompts/read-local-prompt.ts'
import type { Repository, RepositoryPart } from '../repository/load-repository.ts'
import { isInlineName, type LocalDataset } from '../repository/local-dataset.ts'
import { type ComparedItem, compareSides } from './compare-sides.ts'
import { defaultFile } from './default-file.ts'
import { type PullOptions, type PullPlan, planPull } from './plan-pull.ts'
import type { SyncBase } from './sync-base.ts'
import { hashOf, type SyncKind, type SyncValue, type ValueOf } from './sync-item.ts'
import { writeDatasetFile } from './write-dataset-file.ts'

export interface PullRequest extends PullOptions {
  readonly api: ApiClient
  readonly repository: Repository
  readonly base: SyncBase
  readonly dryRun: boolean
}

export interface PullOutcome extends PullPlan {
  /** Files that were written or removed, below the root. */
  readonly files: readonly string[]
}

/**
 * Makes the files say what the server says, where nobody changed them here.
 * @throws AppError `conflict` as `planPull`
 */
export async function pullFiles(request: PullRequest): Promise<PullOutcome> {
  const { api, repository, base, dryRun } = request
  const { items } = await compareSides(api, repository, base)
  const plan = planPull(items, request)
  if (dryRun) return { ...plan, files: [] }
  const writer = new FileWriter(request, items, plan)
  try {
    await writer.write()
    for (const item of items)
      if (item.state === 'conflict' && request.choice.of(item) === 'ours') rememberOurs(item, base)
  } finally {
    await base.save()
  }
  return { ...plan, files: [...writer.files].sort() }
}

/** What the server says is known from now on, and a push goes over it. */
function rememberOurs({ key, there }: ComparedItem, base: SyncBase): void {
  if (there === undefined) base.forget(key)
  else base.set(key, { here: hashOf(there.value), there: hashOf(there.value) })
}

const partOf = {
  prompt: 'prompts',
  evaluator: 'evaluators',
  policy: 'policies',
  monitor: 'monitors',
  dataset: 'datasets',
  row: 'datasets',
  protection: 'datasets',
} as const satisfies Record<SyncKind, RepositoryPart>

class FileWriter {
  readonly files = new Set<string>()
  readonly #request: PullRequest
  readonly #items: readonly ComparedItem[]
  readonly #plan: PullPlan

  constructor(request: PullRequest, items: readonly ComparedItem[], plan: PullPlan) {
    this.#request = request
    this.#items = items
    this.#plan = plan
  }

  async write(): Promise<void> {
    const { write, remove } = this.#plan
    for (const item of write) {
      const value = item.there?.value
      if (value?.kind === 'prompt') await this.#writePrompt(item, value)
      else if (value?.kind === 'evaluator') await this.#writeEvaluator(item, value)
      else if (value?.kind === 'policy') await this.#put(item, writePolicyYaml(value.policy))
      else if (value?.kind === 'monitor') await this.#put(item, writeMonitorYaml(value.definition))
    }
    for (const item of remove) if (partOf[anyValueOf(item).kind] !== 'datasets') await this.#remove(item)
    await this.#writeDatasets()
  }

  async #writePrompt(item: ComparedItem, value: ValueOf<'prompt'>): Promise<void> {
    const local = this.#request.repository.prompts.find(({ name }) => name === value.name)
    const { testData, evaluators, extra = {} } = local?.file ?? {}
    const file: PromptFile = {
      name: value.name,
      ...(value.description !== '' && { description: value.description }),
      ...(testData !== undefined && { testData }),
      ...(evaluators !== undefined && { evaluators }),
      content: value.content,
      extra,
    }
    const { text, path } = this.#promptText(file, local, this.#pathOf(item))
    await this.#put(item, text, path)
  }

  /** In the form that the file has; a new one in GitHub's, where that can say all of it. */
  #promptText(file: PromptFile, local: LocalPrompt | undefined, path: string): { text: string; path: string } {
    if (local !== undefined) return { text: writePromptYaml(file, local.form).text, path }
    try {
      const { text, losses } = writePromptYaml(file, 'github')
      if (losses.length === 0) return { text, path }
    } catch (error) {
      if (!AppError.isInstance(error)) throw error
    }
    return { text: writePromptYaml(file, 'pawl').text, path: path.replace(/\.prompt\.yml$/, '.yml') }
  }

  async #writeEvaluator(item: ComparedItem, { name, definition, examples }: ValueOf<'evaluator'>): Promise<void> {
    // What a row writes out stands in the row.
    if (isInlineName(name)) return
    const note = item.there?.note ?? ''
    await this.#put(item, writeEvaluatorYaml({ name, definition, examples: [...examples], note }))
  }

  async #writeDatasets(): Promise<void> {
    const changed = [...this.#plan.write, ...this.#plan.remove].filter(
      (item) => partOf[anyValueOf(item).kind] === 'datasets',
    )
    const names = new Set(changed.map((item) => datasetOf(anyValueOf(item))))
    for (const name of names) {
      const local = this.#request.repository.datasets.find((dataset) => dataset.name === name)
      const own = changed.filter((item) => datasetOf(anyValueOf(item)) === name)
      const isGone = own.some((item) => item.there === undefined && anyValueOf(item).kind === 'dataset')
      if (isGone) await this.#removeDataset(own)
      else await this.#writeDataset(name, local, own)
    }
  }

  async #writeDataset(name: string, local: LocalDataset | undefined, own: readonly ComparedItem[]): Promise<void> {
    const rows = own.flatMap(({ there }) => (there?.value.kind === 'row' ? [there] : []))
    const gone = own.flatMap(({ here, there }) =>
      there === undefined && here?.value.kind === 'row' ? [here.value.id] : [],
    )
    const head = this.#headOf(name, local, own)
    const inline = await this.#inlineOf(
      rows.flatMap(({ value }) => (value.kind === 'row' ? value.fields.evaluators : [])),
      local,
    )
    const text = writeDatasetFile({ local, head, rows, gone: new Set(gone), inline })
    const [first] = own
    if (first === undefined) return
    await this.#put(first, text, local?.path)
    for (const item of own) this.#remember(item)
  }

  /** Undefined where nothing of it changed. */
  #headOf(name: string, local: LocalDataset | undefined, own: readonly ComparedItem[]) {
    const isChanged = own.some((item) => anyValueOf(item).kind === 'dataset' || anyValueOf(item).kind === 'protection')
    if (!isChanged) return undefined
    const { project } = this.#request.repository
    if (local !== undefined && project.datasets[name] !== undefined) {
      throw new AppError(
        'conflict',
        `The server says something else of the dataset ${name} than ${project.path} does.`,
        {
          fix: `Change datasets.${name} in ${project.path} by hand, or let the file win with \`pawl push --ours\`.`,
        },
      )
    }
    const there = (key: string) => this.#items.find((item) => item.key === key)?.there?.value
    const [dataset, protection] = [there(`dataset ${name}`), there(`protection ${name}`)]
    if (dataset?.kind !== 'dataset') return undefined
    const { kind: _, ...said } = dataset
    return { ...said, ...(protection?.kind === 'protection' && { prompts: protection.prompts }) }
  }

  async #inlineOf(
    names: readonly string[],
    local: LocalDataset | undefined,
  ): Promise<Map<string, EvaluatorDefinition>> {
    const found = new Map(local?.inline)
    for (const name of new Set(names)) {
      if (!isInlineName(name) || found.has(name)) continue
      const definition = (await fetchEvaluatorIfAny(this.#request.api, name))?.versions[0]?.definition
      if (definition !== undefined) found.set(name, definition)
    }
    return found
  }

  async #removeDataset(own: readonly ComparedItem[]): Promise<void> {
    for (const item of own) await this.#remove(item)
  }

  #pathOf({ here, there }: ComparedItem): string {
    if (here !== undefined) return here.file
    const value = there?.value
    const path = defaultFile(value) ?? ''
    const [named] = value === undefined ? [] : (this.#request.repository.project.files[partOf[value.kind]] ?? [])
    if (named === undefined) return path
    const fixed = named.split('/').findIndex((part) => /[*?]|\.(?:ya?ml|jsonl)$/.test(part))
    const directory = fixed === -1 ? named : named.split('/').slice(0, fixed).join('/')
    return join(directory, path.slice(path.indexOf('/') + 1))
  }

  async #put(item: ComparedItem, text: string, path = this.#pathOf(item)): Promise<void> {
    const target = join(this.#request.repository.project.root, path)
    await mkdir(dirname(target), { recursive: true })
    // A file that came up since is somebody's work too.
    const isNew = item.here === undefined && !this.#isKnown(path)
    await writeFile(target, text, { flag: isNew ? 'wx' : 'w' })
    this.files.add(path)
    this.#remember(item)
  }

  #isKnown(path: string): boolean {
    return this.files.has(path) || this.#request.repository.datasets.some((dataset) => dataset.path === path)
  }

  async #remove(item: ComparedItem): Promise<void> {
    if (item.here === undefined) return
    await rm(join(this.#request.repository.project.root, item.here.file), { force: true })
    this.files.add(item.here.file)
    this.#request.base.forget(item.key)
  }

  #remember({ key, there }: ComparedItem): void {
    const { base } = this.#request
    if (there === undefined) base.forget(key)
    else base.set(key, { here: hashOf(there.value), there: hashOf(there.value) })
  }
}

const anyValueOf = ({ here, there }: ComparedItem): SyncValue => (there ?? here)?.value as SyncValue

function datasetOf(value: SyncValue): string {
  if (value.kind === 'dataset') return value.name
  return value.kind === 'row' || value.kind === 'protection' ? value.dataset : ''
}
