import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type PromptFile, type PromptFileForm, type PromptVersion, writePromptYaml } from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import { findYamlFiles } from '../files/find-yaml-files.ts'
import { type Column, renderTable } from '../layout/table.ts'
import { fetchPrompt, fetchPrompts, fetchVersion, fetchVersionIfAny } from './prompt-calls.ts'
import { promptFileName } from './prompt-file-name.ts'
import { type LocalPrompt, promptFiles, readLocalPrompt } from './read-local-prompt.ts'

export interface PullRequest {
  /** Every prompt's newest version when empty. */
  readonly refs: readonly string[]
  readonly directory: string
  readonly form: PromptFileForm
  /** Overwrite local changes. */
  readonly force: boolean
}

interface PulledPrompt {
  readonly file: string
  readonly prompt: string
  readonly number: number
  readonly id: string
  readonly status: 'written' | 'updated' | 'unchanged' | 'kept: changed here'
}

/**
 * Writes prompts as files, each into the file that is for it already. A file whose content is no version of its prompt
 * holds work that nobody pushed: it stays as it is unless told otherwise.
 * @returns whether every prompt is now as on the server
 */
export async function pullPrompts(context: CommandContext, request: PullRequest): Promise<boolean> {
  const { api } = context
  const refs =
    request.refs.length > 0
      ? request.refs
      : (await fetchPrompts(api, { archived: false })).flatMap(({ name, newest }) => (newest === null ? [] : [name]))
  const local = await localPrompts(request.directory)
  await mkdir(request.directory, { recursive: true })
  const pulled: PulledPrompt[] = []
  for (const ref of refs) {
    const version = await fetchVersion(api, ref)
    pulled.push(await pull(context, { request, version, existing: local.get(version.promptName) }))
  }
  context.printResult({ prompts: pulled }, () =>
    pulled.length === 0
      ? 'There is no prompt to pull.\n'
      : renderTable(pulled, columns, { width: context.terminal.columns, paint: context.paint }),
  )
  const kept = pulled.filter(({ status }) => status === 'kept: changed here')
  if (kept.length > 0) {
    context.note(
      `${kept.length === 1 ? 'One file has' : `${kept.length} files have`} changes that no version holds. Push them, look at them with \`pawl prompts diff <file>\`, or overwrite them with --force.`,
    )
  }
  return kept.length === 0
}

interface Pull {
  readonly request: PullRequest
  readonly version: PromptVersion
  readonly existing: LocalPrompt | undefined
}

async function pull(context: CommandContext, { request, version, existing }: Pull): Promise<PulledPrompt> {
  const name = version.promptName
  const file = existing?.path ?? join(request.directory, promptFileName(name, request.form))
  const result = { file, prompt: name, number: version.number, id: version.id }
  if (existing?.versionId === version.id) return { ...result, status: 'unchanged' }
  if (existing !== undefined && !request.force && (await isUnpushed(context.api, existing))) {
    return { ...result, status: 'kept: changed here' }
  }
  const form = existing?.form ?? request.form
  const { text, losses } = writePromptYaml(await fileOf(context.api, version, { existing, form }), form)
  // A file that came up since is somebody's work too.
  await writeFile(file, text, { flag: existing === undefined && !request.force ? 'wx' : 'w' })
  for (const loss of losses) context.note(`${file}: ${loss}.`)
  return { ...result, status: existing === undefined ? 'written' : 'updated' }
}

/** Rows, checks and unknown keys of a file are no part of a version, so they stay. */
async function fileOf(
  api: ApiClient,
  version: PromptVersion,
  { existing, form }: { readonly existing: LocalPrompt | undefined; readonly form: PromptFileForm },
): Promise<PromptFile> {
  const { description } = await fetchPrompt(api, version.promptName)
  const { testData, evaluators, extra = {} } = existing?.file ?? {}
  const about = existing?.file.description ?? description
  return {
    name: version.promptName,
    ...(about !== '' && { description: about }),
    ...(testData !== undefined && { testData }),
    ...(evaluators !== undefined && { evaluators }),
    extra,
    ...(version.note !== '' && form === 'pawl' && { note: version.note }),
    content: version.content,
  }
}

async function isUnpushed(api: ApiClient, { name, versionId }: LocalPrompt): Promise<boolean> {
  return (await fetchVersionIfAny(api, `${name}@${versionId}`)) === null
}

/** The prompt files of a directory by prompt. Other YAML in it is nobody's business here. */
async function localPrompts(directory: string): Promise<ReadonlyMap<string, LocalPrompt>> {
  const paths = await findYamlFiles([directory], promptFiles).catch(() => [])
  const prompts = new Map<string, LocalPrompt>()
  for (const path of paths) {
    const prompt = await readLocalPrompt(path).catch(() => null)
    if (prompt !== null && !prompts.has(prompt.name)) prompts.set(prompt.name, prompt)
  }
  return prompts
}

const colors = { written: 'green', updated: 'green', unchanged: 'dim', 'kept: changed here': 'yellow' } as const

const columns: readonly Column<PulledPrompt>[] = [
  { title: 'FILE', cell: ({ file }) => file, minWidth: 16 },
  { title: 'PROMPT', cell: ({ prompt }) => prompt, minWidth: 12 },
  { title: 'VERSION', cell: ({ number }) => String(number), align: 'right' },
  { title: 'RESULT', cell: ({ status }) => status, color: ({ status }) => colors[status] },
]
