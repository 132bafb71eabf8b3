import { AppError, importedPromptSchema } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { findYamlFiles } from '../files/find-yaml-files.ts'
import { type Column, renderTable } from '../layout/table.ts'
import { fetchVersionIfAny } from './prompt-calls.ts'
import { type LocalPrompt, promptFiles, readLocalPrompt } from './read-local-prompt.ts'

export interface PushRequest {
  readonly paths: readonly string[]
  readonly note: string | undefined
  /** Look only: say what would become a version. */
  readonly dryRun: boolean
}

interface PushedPrompt {
  readonly file: string
  readonly prompt: string
  readonly id: string
  /** Null for what would become a version. */
  readonly number: number | null
  readonly status: 'new prompt' | 'new version' | 'already there'
}

/** Makes the content of every file a version of its prompt. All files are read before the first is sent. */
export async function pushPrompts(context: CommandContext, { paths, note, dryRun }: PushRequest): Promise<void> {
  const local: LocalPrompt[] = []
  for (const path of await findYamlFiles(paths, promptFiles)) local.push(await readLocalPrompt(path))
  refuseTwins(local)
  for (const { path, unknownKeys } of local) {
    if (unknownKeys.length > 0) context.note(`${path}: these keys mean nothing here: ${unknownKeys.join(', ')}.`)
  }
  const pushed: PushedPrompt[] = []
  for (const prompt of local) {
    pushed.push(dryRun ? await compare(context, prompt) : await push(context, prompt, note))
  }
  context.printResult({ dryRun, prompts: pushed }, () =>
    renderTable(pushed, columns, { width: context.terminal.columns, paint: context.paint }),
  )
  if (dryRun) context.note('Nothing was sent.')
}

async function push({ api }: CommandContext, local: LocalPrompt, note: string | undefined): Promise<PushedPrompt> {
  const { prompt, version, isNew, isNewPrompt } = await api.fetchAnswer('/api/prompt-files', importedPromptSchema, {
    method: 'POST',
    body: { text: local.text, form: local.form, name: local.name, note },
  })
  const status = isNewPrompt ? 'new prompt' : isNew ? 'new version' : 'already there'
  return { file: local.path, prompt, id: version.id, number: version.number, status }
}

async function compare({ api }: CommandContext, { path, name, versionId }: LocalPrompt): Promise<PushedPrompt> {
  const same = await fetchVersionIfAny(api, `${name}@${versionId}`)
  const shared = { file: path, prompt: name, id: versionId }
  if (same !== null) return { ...shared, number: same.number, status: 'already there' }
  const newest = await fetchVersionIfAny(api, name)
  return { ...shared, number: null, status: newest === null ? 'new prompt' : 'new version' }
}

/** Two files for one prompt would each become its newest version, in an order that nobody chose. */
function refuseTwins(local: readonly LocalPrompt[]): void {
  const byName = new Map<string, string>()
  for (const { name, path } of local) {
    const other = byName.get(name)
    if (other !== undefined) {
      throw new AppError('bad_request', `${other} and ${path} are both for the prompt ${JSON.stringify(name)}.`, {
        fix: 'Push one of them, or give one another name in the file.',
      })
    }
    byName.set(name, path)
  }
}

const colors = { 'new prompt': 'green', 'new version': 'green', 'already there': 'dim' } as const

const columns: readonly Column<PushedPrompt>[] = [
  { title: 'FILE', cell: ({ file }) => file, minWidth: 16 },
  { title: 'PROMPT', cell: ({ prompt }) => prompt, minWidth: 12 },
  { title: 'VERSION', cell: ({ number }) => (number === null ? '' : String(number)), align: 'right' },
  { title: 'ID', cell: ({ id }) => id.slice(0, 12), dropOrder: 1 },
  { title: 'RESULT', cell: ({ status }) => status, color: ({ status }) => colors[status] },
]
