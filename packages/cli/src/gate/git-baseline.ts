import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '@pawl/core'
import type { Environment } from '../environment.ts'
import { type LocalPrompt, readPromptText } from '../prompts/read-local-prompt.ts'
import type { Repository } from '../repository/load-repository.ts'
import { type LocalDataset, readLocalDataset } from '../repository/local-dataset.ts'

/** The prompts as they were at one commit. */
export interface Baseline {
  /** Null: there is nothing to compare with. */
  readonly commit: string | null
  /** Which commit, or why there is none, in words. */
  readonly words: string
  /** By name; those that were there. */
  readonly prompts: ReadonlyMap<string, LocalPrompt>
  readonly datasets: readonly LocalDataset[]
}

export interface BaselineRequest {
  readonly repository: Repository
  /** A git ref; the merge base with the default branch when undefined; `none` for nothing. */
  readonly wanted: string | undefined
  readonly environment: Environment
}

const git = promisify(execFile)
const maxFileBytes = 64 * 1024 * 1024

/**
 * What the release is compared with where no server says what is live.
 * @throws AppError `bad_request` for a ref that git does not know, and for a clone that is too shallow to tell
 */
export async function findBaseline({ repository, wanted, environment }: BaselineRequest): Promise<Baseline> {
  const { root } = repository.project
  if (wanted === 'none') return nothing('compared with nothing, as asked for')
  const head = await gitLine(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  if (wanted !== undefined) {
    const commit = await gitLine(root, ['rev-parse', '--verify', '--quiet', `${wanted}^{commit}`])
    if (commit !== null) return await baselineAt(repository, commit, `${wanted} at ${short(commit)}`)
    throw new AppError('bad_request', `git knows no commit ${JSON.stringify(wanted)} here.`, {
      where: '--baseline',
      fix: 'Name a branch, a tag or a commit that is fetched, or "none".',
    })
  }
  if (head === null)
    return nothing((await isRepository(root)) ? 'nothing is committed yet' : 'this is no git repository')
  return await defaultBaseline(repository, head, environment)
}

async function defaultBaseline(repository: Repository, head: string, environment: Environment): Promise<Baseline> {
  const { root } = repository.project
  const branch = await defaultBranch(root, environment)
  const base = branch === null ? head : await gitLine(root, ['merge-base', 'HEAD', branch])
  if (base === null) {
    const isShallow = (await gitLine(root, ['rev-parse', '--is-shallow-repository'])) === 'true'
    const why = isShallow ? 'this clone is shallow' : 'they share no commit'
    throw new AppError('bad_request', `git finds no merge base of HEAD and ${branch}: ${why}.`, {
      where: '--baseline',
      fix: 'Fetch the whole history (actions/checkout: fetch-depth: 0), or name a commit with --baseline.',
    })
  }
  const words = branch === null ? `HEAD at ${short(base)}` : `the merge base with ${branch} at ${short(base)}`
  const found = await baselineAt(repository, base, words)
  if (base !== head || isChanged(repository, found)) return found
  // On the default branch itself, with nothing in the works: what was just committed is what is new.
  const parent = await gitLine(root, ['rev-parse', '--verify', '--quiet', 'HEAD~1^{commit}'])
  if (parent !== null) return await baselineAt(repository, parent, `the commit before at ${short(parent)}`)
  return nothing('this is the first commit')
}

/** Prompts that say something else than at the baseline, or were not there. */
export function changedPrompts({ prompts }: Repository, baseline: Baseline): readonly LocalPrompt[] {
  return prompts.filter(({ name, versionId }) => baseline.prompts.get(name)?.versionId !== versionId)
}

function isChanged(repository: Repository, baseline: Baseline): boolean {
  const before = new Map(baseline.datasets.map(({ path, text }) => [path, text]))
  const { datasets } = repository
  const isOther = datasets.length !== before.size || datasets.some(({ path, text }) => before.get(path) !== text)
  return isOther || changedPrompts(repository, baseline).length > 0
}

const nothing = (words: string): Baseline => ({ commit: null, words, prompts: new Map(), datasets: [] })
const short = (commit: string): string => commit.slice(0, 7)

async function baselineAt(repository: Repository, commit: string, words: string): Promise<Baseline> {
  const { project } = repository
  const prompts = new Map<string, LocalPrompt>()
  for (const [path, text] of await filesAt(project.root, commit, wantedOf(repository.prompts, /\.ya?ml$/i))) {
    const prompt = readOrNull(() => readPromptText(path, text))
    if (prompt !== null && !prompts.has(prompt.name)) prompts.set(prompt.name, prompt)
  }
  const datasets: LocalDataset[] = []
  for (const [path, text] of await filesAt(project.root, commit, wantedOf(repository.datasets, /\.jsonl$/i))) {
    const place = { path, text, heads: project.datasets, project: project.project ?? '' }
    const dataset = readOrNull(() => readLocalDataset(place))
    if (dataset !== null) datasets.push(dataset)
  }
  return { commit, words, prompts, datasets }
}

/** Files that are there now, and others beside them: what was there may have stood in another one. */
function wantedOf(now: readonly { readonly path: string }[], endings: RegExp): (path: string) => boolean {
  const paths = new Set(now.map(({ path }) => path))
  const directories = new Set([...paths].map((path) => dirname(path)))
  return (path) => paths.has(path) || (directories.has(dirname(path)) && endings.test(path))
}

async function filesAt(root: string, commit: string, isWanted: (path: string) => boolean): Promise<[string, string][]> {
  const words = ['-C', root, 'ls-tree', '-r', '-z', '--name-only', commit]
  const { stdout } = await git('git', words, { maxBuffer: maxFileBytes })
  const files: [string, string][] = []
  for (const path of stdout.split('\0').filter(isWanted)) {
    const shown = await git('git', ['-C', root, 'show', `${commit}:./${path}`], { maxBuffer: maxFileBytes })
    files.push([path, shown.stdout])
  }
  return files
}

/** Null for what was no prompt, or no rows, then. */
function readOrNull<Value>(read: () => Value): Value | null {
  try {
    return read()
  } catch (error) {
    if (AppError.isInstance(error)) return null
    throw error
  }
}

/** Where a change is to be merged, as the CI system says, or the default branch of the remote, or the usual one. */
async function defaultBranch(root: string, { variable }: Environment): Promise<string | null> {
  const target =
    variable('GITHUB_BASE_REF') ?? variable('CI_MERGE_REQUEST_TARGET_BRANCH_NAME') ?? variable('CHANGE_TARGET')
  const remote = await gitLine(root, ['rev-parse', '--abbrev-ref', '--verify', '--quiet', 'origin/HEAD'])
  const usual = ['origin/main', 'origin/master', 'main', 'master']
  const candidates = [
    ...(target === undefined ? [] : [`origin/${target}`, target]),
    ...(remote === null ? [] : [remote]),
    ...usual,
  ]
  for (const branch of candidates) {
    if ((await gitLine(root, ['rev-parse', '--verify', '--quiet', `${branch}^{commit}`])) !== null) return branch
  }
  return null
}

const isRepository = async (root: string): Promise<boolean> =>
  (await gitLine(root, ['rev-parse', '--git-dir'])) !== null

/** What git says; null where it says no, or is not there. */
async function gitLine(root: string, words: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await git('git', ['-C', root, ...words])
    return stdout.trim() === '' ? null : stdout.trim()
  } catch (error) {
    // A number is git's exit code; ENOENT means that there is no git.
    if (error instanceof Error && 'code' in error && (typeof error.code === 'number' || error.code === 'ENOENT'))
      return null
    throw error
  }
}
