import { AppError, environmentListSchema, type NewRelease, type PromptVersion } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { fetchVersionIfAny } from '../prompts/prompt-calls.ts'
import type { LocalPrompt } from '../prompts/read-local-prompt.ts'
import type { Repository } from '../repository/load-repository.ts'
import { type Baseline, changedPrompts } from './git-baseline.ts'

/** Prompts that are released together, by exact version. */
export interface ChosenPrompts {
  readonly prompts: readonly LocalPrompt[]
  /** Left out, since they are as they were. */
  readonly unchanged: readonly string[]
}

/** Those that are named; else those that changed; else all, so that a gate always tests something. */
function choosePrompts(
  repository: Repository,
  names: readonly string[],
  isChanged: (prompt: LocalPrompt) => boolean,
): ChosenPrompts {
  const { prompts } = repository
  if (prompts.length === 0) {
    throw new AppError(
      'bad_request',
      `There is no prompt in ${repository.project.root}, so there is nothing to release.`,
      {
        fix: 'Write prompts/<name>.prompt.yml, start with `pawl init`, or name an agent: --external name@version --target "command".',
      },
    )
  }
  const unknown = names.find((name) => !prompts.some((prompt) => prompt.name === name))
  if (unknown !== undefined) {
    throw new AppError('bad_request', `No file here is for a prompt ${JSON.stringify(unknown)}.`, {
      where: '--prompt',
      fix: `There is ${prompts.map(({ name }) => name).join(', ')}. A version on a server is named name@version, with --server.`,
    })
  }
  const changed = prompts.filter(isChanged)
  const chosen =
    names.length > 0 ? prompts.filter(({ name }) => names.includes(name)) : changed.length > 0 ? changed : prompts
  return { prompts: chosen, unchanged: prompts.filter((prompt) => !chosen.includes(prompt)).map(({ name }) => name) }
}

export function choosePromptsByGit(
  repository: Repository,
  names: readonly string[],
  baseline: Baseline,
): ChosenPrompts {
  const changed = new Set(changedPrompts(repository, baseline).map(({ name }) => name))
  return choosePrompts(repository, names, ({ name }) => changed.has(name))
}

/**
 * The release that the files stand for, on a server that has them.
 * @throws AppError `conflict` for a prompt whose content was not pushed
 */
export async function releaseOnServer(
  { api, note }: Pick<CommandContext, 'api' | 'note'>,
  repository: Repository,
  environment: string,
): Promise<NewRelease> {
  const { environments } = await api.fetchAnswer('/api/environments', environmentListSchema)
  const current = environments.find(({ name }) => name === environment)?.current ?? []
  const live = new Map(current.map(({ prompt, id }) => [prompt, id]))
  const { prompts, unchanged } = choosePrompts(repository, [], ({ name, versionId }) => live.get(name) !== versionId)
  if (unchanged.length > 0) note(`Left out, as they are live already: ${unchanged.join(', ')}.`)
  const versions: PromptVersion[] = []
  for (const { name, versionId, path } of prompts) {
    const version = await fetchVersionIfAny(api, `${name}@${versionId}`)
    if (version === null) {
      throw new AppError('conflict', `${path}: what the file says is no version of ${name} on the server.`, {
        where: path,
        fix: 'Send it with `pawl push`, then start the gate again.',
      })
    }
    versions.push(version)
  }
  return { type: 'prompts', prompts: versions.map(({ promptName, id }) => `${promptName}@${id}`) }
}
