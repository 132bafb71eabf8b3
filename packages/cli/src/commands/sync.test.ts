import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { GateView } from '@pawl/core'
import { type ModelServer, startModelServer } from '@pawl/server'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RealServer, startRealServer } from '../testing/real-server.ts'
import { runPawl } from '../testing/run-pawl.ts'

const prompt = (text: string) => `name: support
model: openai/gpt-4o
messages:
  - role: system
    content: ${text}
  - role: user
    content: "{{question}}"
`
const head = { dataset: 'refunds', purpose: 'regression', protects: 'No late refunds.', prompts: ['support'] }
const inline = { kind: 'contains', mode: 'any', values: ['30 days'] }
const evaluator = (word: string) => `name: names_limit
definition: { kind: contains, mode: any, values: ["${word}"] }
examples:
  - { name: right, must: pass, subject: { output: { text: "${word}" } } }
`

describe('pawl push, pull and status, against a real server', () => {
  let server: RealServer
  let here: string
  let project = 0
  let model: ModelServer
  beforeAll(async () => {
    model = await startModelServer({ script: () => ({ text: 'Within 30 days.' }) })
    server = await startRealServer('sync', { openaiApiKey: 'no-key-needed', openaiBaseUrl: model.baseUrl })
  })
  afterAll(async () => {
    await server.close()
    await model.close()
  })
  beforeEach(async () => {
    here = join(server.root, `repository-${++project}`)
    await write('prompts/support.prompt.yml', prompt('Be kind.'))
    await write('evaluators/names_limit.yml', evaluator('30 days'))
    await writeRows(head, row('late', { evaluators: ['names_limit', inline] }), row('early'))
  })

  const write = async (path: string, text: string, directory = here) => {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), text)
  }
  const read = (path: string, directory = here) => readFile(join(directory, path), 'utf8')
  // The same ids in each test's project: they are a project's own.
  const row = (id: string, more: object = {}) => ({
    id,
    input: { variables: { question: `${id}?` } },
    evaluators: ['names_limit'],
    ...more,
  })
  const writeRows = (...rows: object[]) =>
    write('datasets/refunds.jsonl', rows.map((each) => `${JSON.stringify(each)}\n`).join(''))
  const run = (command: string, ...words: string[]) =>
    runPawl([command, '--dir', here, ...words], { server: server.url, project: `p${project}` })
  const at = (directory: string, command: string, ...words: string[]) =>
    runPawl([command, '--dir', directory, ...words], { server: server.url, project: `p${project}` })
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every route.
  const ask = async (path: string, init: RequestInit = {}): Promise<any> => {
    const headers = { 'x-pawl-project': `p${project}`, 'content-type': 'application/json', ...init.headers }
    const response = await fetch(`${server.url}${path}`, { ...init, headers })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return await response.json()
  }
  const pushed = async (...words: string[]) => {
    const { stdout, stderr, exitCode } = await run('push', ...words, '--format', 'json')
    if (exitCode !== 0) throw new Error(stderr)
    return (JSON.parse(stdout).pushed as { title: string; result: string }[]).map(
      ({ title, result }) => `${title}: ${result}`,
    )
  }

  it('sends everything once, with the ids, checks and protection that the files say', async () => {
    const first = await pushed()
    expect(first).toHaveLength(7)
    expect(first.some((line) => line.startsWith('evaluator inline.contains.'))).toBe(true)
    expect((await ask(`/api/rows/late`)).evaluators).toMatchObject([
      'names_limit',
      expect.stringMatching(/^inline\.contains\./),
    ])
    expect(await ask(`/api/rows/early`)).toMatchObject({ status: 'active', revision: 1 })
    expect((await ask('/api/prompts/support')).protectedBy.datasets).toEqual(['refunds'])
    expect(await pushed()).toEqual([])
    const status = await run('status')
    expect(status.stdout).toBe('7 in step\n')
    // A copy that was never in step finds what is the same by itself.
    await rm(join(here, '.pawl'), { recursive: true })
    expect((await run('status')).stdout).toBe('7 in step\n')
  })

  it('sends what changed and asks for a reason where less would be protected', async () => {
    await pushed()
    await write('prompts/support.prompt.yml', prompt('Be very kind.'))
    await writeRows(head, row('late', { evaluators: ['names_limit', inline] }), row('early', { priority: 'advisory' }))
    const refused = await run('push')
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain(
      `datasets/refunds.jsonl:3: row early of refunds: The row no longer blocks a release; it only advises`,
    )
    expect((await ask('/api/prompts/support')).versionCount).toBe(1)
    expect(await pushed('--reason', 'It was never true')).toEqual([
      'prompt support: changed',
      `row early of refunds: changed`,
    ])
    const history = await ask(`/api/rows/early/history`)
    expect(history.revisions[0]).toMatchObject({ note: 'It was never true', changedFields: ['priority'] })
    expect(await pushed()).toEqual([])
  })

  it('goes back to an earlier prompt without ever sending it twice', async () => {
    await pushed()
    await write('prompts/support.prompt.yml', prompt('Be very kind.'))
    expect(await pushed()).toEqual(['prompt support: changed'])
    await write('prompts/support.prompt.yml', prompt('Be kind.'))
    expect(await pushed()).toEqual(['prompt support: changed'])
    expect(await pushed()).toEqual([])
    expect((await run('status')).stdout).toBe('7 in step\n')
  })

  it('archives what is gone from the files only when told to', async () => {
    await pushed()
    await writeRows(head, row('late', { evaluators: ['names_limit', inline] }))
    const kept = await run('push')
    expect(kept).toMatchObject({ exitCode: 0, stdout: 'The server has all of it already.\n' })
    expect(kept.stderr).toContain(`Gone here and kept on the server: row early of refunds. --delete archives`)
    expect((await run('push', '--delete')).stderr).toContain('so a reason is needed')
    expect(await pushed('--delete', '--reason', 'A twin')).toEqual([`row early of refunds: archived`])
    expect((await ask(`/api/rows/early`)).status).toBe('archived')
    // It comes back under its id.
    await writeRows(head, row('late', { evaluators: ['names_limit', inline] }), row('early'))
    expect(await pushed()).toEqual([`row early of refunds: new`])
    expect(await ask(`/api/rows/early`)).toMatchObject({ status: 'active' })
    expect(await pushed()).toEqual([])
  })

  it('pulls what changed there into the lines that it concerns, and leaves all others as they are', async () => {
    await pushed()
    const before = (await read('datasets/refunds.jsonl')).split('\n')
    await ask(`/api/rows/early`, {
      method: 'PATCH',
      headers: { 'if-match': '"1"' },
      body: JSON.stringify({ edit: { labels: ['repeated'] } }),
    })
    await ask('/api/datasets/refunds/rows', {
      method: 'POST',
      body: JSON.stringify({ rows: [row('made-there')], onDuplicate: 'add' }),
    })
    expect((await run('status')).stdout).toMatch(/changed on the server[\s\S]*new on the server/)
    expect((await run('push')).stderr).toContain('`pawl pull` brings them here')
    expect((await run('pull')).exitCode).toBe(0)
    const after = (await read('datasets/refunds.jsonl')).split('\n')
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2))
    expect(JSON.parse(after[2] ?? '')).toEqual({ ...row('early'), labels: ['repeated'] })
    expect(JSON.parse(after[3] ?? '')).toEqual({ ...row('made-there'), status: 'draft' })
    expect((await run('status')).stdout).toBe('8 in step\n')
  })

  it('shows what both sides changed, and changes nothing before somebody chooses', async () => {
    await pushed()
    await ask(`/api/rows/early`, {
      method: 'PATCH',
      headers: { 'if-match': '"1"' },
      body: JSON.stringify({ edit: { labels: ['repeated'] } }),
    })
    await writeRows(
      head,
      row('late', { evaluators: ['names_limit', inline] }),
      row('early', { labels: ['high_risk'], risks: ['finance'] }),
    )
    await write('prompts/support.prompt.yml', prompt('Be very kind.'))
    for (const command of ['push', 'pull']) {
      const refused = await run(command)
      expect(refused.exitCode).toBe(2)
      expect(refused.stderr).toContain(`row early of refunds (datasets/refunds.jsonl:3)`)
      expect(refused.stderr).toContain('fields.labels[0]: here "high_risk", there "repeated"')
    }
    expect((await ask('/api/prompts/support')).versionCount).toBe(1)
    expect(await pushed('--theirs', 'datasets/refunds.jsonl')).toEqual(['prompt support: changed'])
    expect((await run('pull')).exitCode).toBe(0)
    expect(await read('datasets/refunds.jsonl')).toContain('"labels":["repeated"]')
    expect((await run('status')).stdout).toBe('7 in step\n')
  })

  it('sends the files to a second project, and each gates and deploys by itself', async () => {
    await pushed()
    const [first, copy] = [`p${project}`, `p${project}-copy`]
    const inProject = (name: string, ...words: string[]) => runPawl(words, { server: server.url, project: name })
    const deploy = async (name: string) =>
      (await inProject(name, 'deploy', 'support@1', '--env', 'production')).exitCode
    const gate = async (name: string) => {
      const answer = await inProject(name, 'gate', 'run', '--prompt', 'support@1', '--format', 'json')
      if (answer.exitCode !== 0) throw new Error(answer.stderr)
      return (JSON.parse(answer.stdout) as { gate: GateView }).gate
    }
    expect((await gate(first)).decision).toMatchObject({ trials: 12, rows: [{ rowId: 'early' }, { rowId: 'late' }] })
    // The same ids at the same revisions, and another test behind one of them.
    await writeRows(head, row('late', { evaluators: ['names_limit', inline] }), row('early', { priority: 'advisory' }))
    expect(await inProject(copy, 'push', '--dir', here)).toMatchObject({ exitCode: 0 })
    expect((await inProject(copy, 'status', '--dir', here)).stdout).toBe('7 in step\n')
    expect((await gate(copy)).decision).toMatchObject({ trials: 6, rows: [{ rowId: 'late' }] })
    expect(model.requests).toHaveLength(18)
    expect((await inProject(first, 'status', '--dir', here)).stdout).toContain('row early of refunds')
    expect(await pushed('--reason', 'It was never true')).toEqual(['row early of refunds: changed'])
    expect(await Promise.all([first, copy].map(deploy))).toEqual([1, 0])
    expect((await gate(first)).verdict).toBe('pass')
    expect(await deploy(first)).toBe(0)
  })

  it('writes a whole repository from the server, which is in step with it', async () => {
    await pushed()
    const other = join(server.root, `other-${project}`)
    await mkdir(other)
    expect((await at(other, 'pull')).exitCode).toBe(0)
    expect((await at(other, 'status')).stdout).toBe('7 in step\n')
    const [first, ...rows] = (await read('datasets/refunds.jsonl', other)).trim().split('\n')
    expect(JSON.parse(first ?? '')).toEqual(head)
    expect(rows.map((line) => JSON.parse(line) as object)).toEqual([
      row('early'),
      row('late', { evaluators: ['names_limit', { ...inline, ignoreCase: false }] }),
    ])
    // Without ever having been in step, nobody can say which side is newer.
    await write('prompts/support.prompt.yml', prompt('Be quick.'), other)
    await rm(join(other, '.pawl'), { recursive: true })
    expect((await at(other, 'push')).stderr).toContain('neither side is known to be the newer one')
    expect((await at(other, 'push', '--ours')).stdout).toMatch(/prompt support +changed/)
  })

  it('gives rows that say no id one that stays the same', async () => {
    const { id: _, ...nameless } = row('nameless')
    await writeRows({ ...head, dataset: `d${project}`, prompts: [] }, nameless)
    await pushed()
    const found = await run('status', '--format', 'json')
    expect(JSON.parse(found.stdout).items).toEqual([])
    expect(await pushed()).toEqual([])
  })

  it.each([
    [
      'datasets/refunds.jsonl',
      '{"input": {"variables": {}}}\n',
      /datasets\/refunds\.jsonl:1: evaluators: the row has no evaluator/,
    ],
    [
      'datasets/refunds.jsonl',
      '{"dataset": "refunds", "prompts": ["suport"]}\n',
      /the prompt "suport", but there is support/,
    ],
    ['prompts/support.prompt.yml', 'model: [', /prompts\/support\.prompt\.yml: The prompt file cannot be read.*line 1/],
    ['pawl.yaml', 'projekt: x', /pawl\.yaml: The project file cannot be used: Unrecognized key: "projekt"/],
    [
      'policies/production.yml',
      'environment: production\nmaxDrop: 2',
      /policies\/production\.yml: .*maxDrop: a drop over 0\.5/,
    ],
    ['prompts/twin.prompt.yml', prompt('Twice.'), /are both for the prompt "support"/],
  ])('sends nothing when a file cannot be used: %s', async (path, text, message) => {
    await write(path, text)
    const refused = await run('push')
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toMatch(message)
  })

  it('says that there is nothing, and writes an example that is complete', async () => {
    const empty = join(server.root, `empty-${project}`)
    await mkdir(empty)
    expect((await at(empty, 'push')).stderr).toMatch(/nothing of Pawl's in .*\n +Fix: .*pawl init/)
    expect((await at(empty, 'init')).exitCode).toBe(0)
    expect((await at(empty, 'push')).exitCode).toBe(0)
    expect((await at(empty, 'status')).stdout).toBe('6 in step\n')
    expect((await at(empty, 'init')).stderr).toContain('pawl.yaml is there already')
    expect(await read('.gitignore', empty)).toBe('.pawl/\n')
  })
})
