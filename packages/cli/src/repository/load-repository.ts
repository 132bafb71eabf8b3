import { readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import {
  AppError,
  type GatePolicy,
  type MonitorDefinition,
  type NewEvaluator,
  readMonitorYaml,
  readPolicyYaml,
} from '@pawl/core'
import { readEvaluatorFile } from '../evaluators/push-evaluators.ts'
import { type FileKind, findYamlFiles } from '../files/find-yaml-files.ts'
import { inFile } from '../files/in-file.ts'
import { type LocalPrompt, promptFiles, readPromptText } from '../prompts/read-local-prompt.ts'
import { type LocalDataset, readLocalDataset } from './local-dataset.ts'
import { type ProjectFile, readProjectFile } from './project-file.ts'

/** Everything of Pawl's that a repository holds. All paths are below its root, with forward slashes. */
export interface Repository {
  readonly project: ProjectFile
  readonly prompts: readonly LocalPrompt[]
  readonly evaluators: readonly LocalFile<NewEvaluator>[]
  readonly datasets: readonly LocalDataset[]
  readonly policies: readonly LocalFile<GatePolicy>[]
  readonly monitors: readonly LocalFile<MonitorDefinition>[]
}

export interface LocalFile<Value> {
  readonly path: string
  readonly value: Value
}

export const repositoryFiles = {
  prompts: promptFiles,
  datasets: { noun: 'dataset', pattern: 'datasets/*.jsonl', endings: /\.jsonl$/i },
  evaluators: { noun: 'evaluator', pattern: 'evaluators/*.yml' },
  policies: { noun: 'policy', pattern: 'policies/*.yml' },
  monitors: { noun: 'monitor', pattern: 'monitors/*.yml' },
} as const satisfies Record<string, FileKind>
export type RepositoryPart = keyof typeof repositoryFiles

/**
 * Reads all files of the repository that a directory lies in.
 * @throws AppError `bad_request` with the file, and the line or field, that cannot be used
 */
export async function loadRepository(directory: string): Promise<Repository> {
  const project = await readProjectFile(directory)
  const read = async <Value>(part: RepositoryPart, of: (path: string, text: string) => Value) => {
    const found: Value[] = []
    for (const path of await findPart(project, part)) {
      found.push(of(path, await readFile(join(project.root, path), 'utf8')))
    }
    return found
  }
  const repository: Repository = {
    project,
    prompts: await read('prompts', readPromptText),
    evaluators: await readEvaluators(project),
    datasets: await read('datasets', (path, text) => {
      return readLocalDataset({ path, text, heads: project.datasets, project: project.project ?? '' })
    }),
    policies: await read('policies', (path, text) => ({ path, value: inFile(path, () => readPolicyYaml(text)) })),
    monitors: await read('monitors', (path, text) => ({ path, value: inFile(path, () => readMonitorYaml(text)) })),
  }
  refuseTwins(repository)
  refuseUnknownNames(repository)
  return repository
}

/** Whether there is anything of Pawl's here at all. */
export const isEmptyRepository = ({ project, ...parts }: Repository): boolean =>
  project.path === null && Object.values(parts).every((files) => files.length === 0)

/** A place that the project file names must hold something; the usual places need not be there. */
async function findPart({ root, files }: ProjectFile, part: RepositoryPart): Promise<string[]> {
  const named = files[part]
  const wanted = (named ?? [part]).map((path) => join(root, path))
  const found = await findYamlFiles(wanted, repositoryFiles[part]).catch((error: unknown) => {
    if (named === undefined && AppError.isInstance(error)) return []
    throw error
  })
  return found.map((path) => relative(root, path).replaceAll(sep, '/'))
}

async function readEvaluators(project: ProjectFile): Promise<LocalFile<NewEvaluator>[]> {
  const found: LocalFile<NewEvaluator>[] = []
  for (const path of await findPart(project, 'evaluators')) {
    found.push({ path, value: await readEvaluatorFile(path, project.root) })
  }
  return found
}

/** Two files for one thing would each be the right one. */
function refuseTwins({ prompts, evaluators, datasets, policies, monitors }: Repository): void {
  refuseTwin('prompt', prompts)
  refuseTwin('dataset', datasets)
  refuseTwin(
    'evaluator',
    evaluators.map(({ path, value }) => ({ path, name: value.name })),
  )
  refuseTwin(
    'policy of',
    policies.map(({ path, value }) => ({ path, name: value.environment })),
  )
  refuseTwin(
    'monitor',
    monitors.map(({ path, value }) => ({ path, name: value.name })),
  )
  const rows = datasets.flatMap(({ path, rows: all }) =>
    all.map(({ id, line }) => ({ path: `${path}:${line}`, name: id })),
  )
  refuseTwin('row', rows)
}

function refuseTwin(noun: string, all: readonly { readonly path: string; readonly name: string }[]): void {
  const byName = new Map<string, string>()
  for (const { path, name } of all) {
    const other = byName.get(name)
    if (other !== undefined) {
      throw new AppError('bad_request', `${other} and ${path} are both for the ${noun} ${JSON.stringify(name)}.`, {
        fix: 'Keep one of them, or give one another name.',
      })
    }
    byName.set(name, path)
  }
}

/** A dataset that protects a prompt which is nowhere protects nothing. */
function refuseUnknownNames({ prompts, datasets, project }: Repository): void {
  const known = new Set(prompts.map(({ name }) => name))
  for (const { path, name, head, hasHeadLine } of datasets) {
    const unknown = head.prompts?.find((prompt) => !known.has(prompt))
    if (unknown === undefined) continue
    const place = hasHeadLine ? path : (project.path ?? path)
    const there = known.size === 0 ? 'there is no prompt file' : `there is ${[...known].join(', ')}`
    throw new AppError(
      'bad_request',
      `${place}: the dataset ${name} is to protect the prompt ${JSON.stringify(unknown)}, but ${there}.`,
      {
        where: place,
        fix: 'Correct the name in "prompts", or add a file for the prompt.',
      },
    )
  }
}
