import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readEnvironment } from '../environment.ts'
import { loadRepository } from '../repository/load-repository.ts'
import { findFileWeakenings } from './find-file-weakenings.ts'
import { changedPrompts, findBaseline } from './git-baseline.ts'

const run = promisify(execFile)
const prompt = (text: string) => `name: support\nmodel: a/b\nmessages:\n  - role: user\n    content: ${text}\n`
const row = (id: string, more: object = {}) =>
  `${JSON.stringify({ id, input: 'Late?', evaluators: ['tone'], ...more })}\n`

describe('what a release on files is compared with', () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'pawl-baseline-'))
  })
  afterEach(() => rm(root, { recursive: true }))

  const git = async (...words: string[]) => {
    const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'init.defaultBranch=main']
    return (await run('git', ['-C', root, ...who, ...words])).stdout.trim()
  }
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  const commit = async (path: string, text: string) => {
    await write(path, text)
    await git('add', '--all')
    await git('commit', '--quiet', '--message', 'One more')
  }
  const baseline = async (wanted?: string, variables: Readonly<Record<string, string>> = {}) => {
    const environment = { ...readEnvironment(), variable: (name: string) => variables[name] }
    const repository = await loadRepository(root)
    const found = await findBaseline({ repository, wanted, environment })
    const text = found.prompts.get('support')?.file.content.messages[0]?.parts[0]
    return { found, repository, text: text === undefined ? undefined : (text as { content: string }).content }
  }

  it('is nothing without git, without a commit, and when nothing is asked for', async () => {
    await write('prompts/support.prompt.yml', prompt('One'))
    expect((await baseline()).found).toMatchObject({ commit: null, words: 'this is no git repository' })
    await git('init', '--quiet')
    expect((await baseline()).found).toMatchObject({ commit: null, words: 'nothing is committed yet' })
    await commit('prompts/support.prompt.yml', prompt('One'))
    expect((await baseline()).found).toMatchObject({ commit: null, words: 'this is the first commit' })
    expect((await baseline('none')).found.commit).toBeNull()
  })

  it('is the commit before on the default branch, and the last commit once something is changed', async () => {
    await git('init', '--quiet')
    await commit('prompts/support.prompt.yml', prompt('One'))
    await commit('prompts/support.prompt.yml', prompt('Two'))
    expect((await baseline()).text).toBe('One')
    await write('prompts/support.prompt.yml', prompt('Three'))
    const { found, repository, text } = await baseline()
    expect(text).toBe('Two')
    expect(found.words).toMatch(/^the merge base with main at [0-9a-f]{7}$/)
    expect(changedPrompts(repository, found).map(({ name }) => name)).toEqual(['support'])
  })

  it('is the merge base on a branch, whatever happened to the default branch since, and wherever the file was', async () => {
    await git('init', '--quiet')
    await commit('prompts/old.prompt.yml', prompt('One'))
    await git('checkout', '--quiet', '-b', 'change')
    await git('mv', 'prompts/old.prompt.yml', 'prompts/support.prompt.yml')
    await commit('prompts/support.prompt.yml', prompt('Mine'))
    await git('checkout', '--quiet', 'main')
    await commit('prompts/old.prompt.yml', prompt('Theirs'))
    await git('checkout', '--quiet', 'change')
    expect((await baseline()).text).toBe('One')
    expect((await baseline('main')).text).toBe('Theirs')
    // What a CI system says that the change is for.
    await git('branch', 'release', 'main')
    expect((await baseline(undefined, { GITHUB_BASE_REF: 'release' })).found.words).toContain('with release')
    await expect(baseline('nowhere')).rejects.toThrow('git knows no commit "nowhere" here')
  })

  it('says what protects less than it did there', async () => {
    await git('init', '--quiet')
    await commit('datasets/refunds.jsonl', row('late') + row('early') + row('same'))
    await write('datasets/refunds.jsonl', row('same') + row('late', { priority: 'advisory' }) + row('new'))
    const { found, repository } = await baseline()
    expect(findFileWeakenings(found.datasets, repository.datasets)).toEqual([
      'datasets/refunds.jsonl:2: late: The row no longer blocks a release; it only advises',
      'datasets/refunds.jsonl: the row early was taken out',
    ])
  })
})
