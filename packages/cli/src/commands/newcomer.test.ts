import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { childEnvironment } from '../environment.ts'
import { loadServer } from '../load-server.ts'
import { isBuilt, startProgram } from '../testing/built-program.ts'

type Server = Awaited<ReturnType<typeof loadServer>>
const git = promisify(execFile)

const prompt = (rule: string) => `model: openai/gpt-4o
messages:
  - role: system
    content: You answer customers of a shop. ${rule}
  - role: user
    content: "{{question}}"
`
const good = prompt('Refunds are possible within 30 days, never later.')
const broken = prompt('Make everybody happy.')
const rows = `${JSON.stringify({
  id: 'late-refund',
  input: { variables: { question: 'I bought a tent 45 days ago. Can I have my money back?' } },
  expectedBehavior: 'Says that refunds are possible within 30 days only.',
  evaluators: [{ kind: 'contains', mode: 'any', values: ['30 days'] }],
})}\n`

describe.skipIf(!isBuilt)('a newcomer with two files (skipped before `npm run build`)', () => {
  let root: string
  let shop: string
  let model: Awaited<ReturnType<Server['startModelServer']>>
  let server: Awaited<ReturnType<Server['startServer']>>
  beforeAll(async () => {
    const { startModelServer, startServer } = await loadServer()
    root = await mkdtemp(join(tmpdir(), 'pawl-newcomer-'))
    shop = join(root, 'shop')
    model = await startModelServer({
      script: ({ messages }) => ({
        text: JSON.stringify(messages).includes('never later')
          ? 'I am sorry, refunds are possible within 30 days only.'
          : 'Of course, your refund is on its way!',
      }),
    })
    server = await startServer({
      ...{ dataDir: join(root, 'data'), port: 0, grpcPort: 'off', logLevel: 'error' },
      ...{ openaiApiKey: 'no-key-needed', openaiBaseUrl: model.baseUrl },
    })
    await write('prompts/support.prompt.yml', good)
    await write('datasets/refunds.jsonl', rows)
  })
  afterAll(async () => {
    await server.close()
    await model.close()
    await rm(root, { recursive: true })
  })

  const write = async (path: string, text: string, directory = shop) => {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), text)
  }
  const program = (words: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = shop) =>
    startProgram(words, {
      cwd,
      env: {
        PATH: [dirname(process.execPath), childEnvironment({}).PATH ?? ''].join(delimiter),
        ...{ OPENAI_API_KEY: 'no-key-needed', OPENAI_BASE_URL: model.baseUrl },
        ...env,
      },
    }).ended
  const commit = async (message: string) => {
    const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com']
    await git('git', ['-C', shop, 'add', 'prompts', 'datasets'])
    await git('git', ['-C', shop, ...who, 'commit', '--quiet', '--message', message])
  }

  it('sees the row hold, breaks the prompt, sees the row named, mends it, and goes on from what was seen', async () => {
    await git('git', ['-C', shop, 'init', '--quiet', '--initial-branch', 'main'])
    const first = await program(['gate', 'run'])
    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^PASS {2}support@1 for production/) })
    expect(first.stderr).toContain('Baseline: none, nothing is committed yet')
    await commit('Start')

    await write('prompts/support.prompt.yml', broken)
    const outputs = ['--junit', 'out/gate.xml', '--markdown', 'out/gate.md', '--evidence', 'out/gate.json']
    const failed = await program(['gate', 'run', ...outputs], {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: 'out/sum.md',
    })
    expect(failed.exitCode).toBe(1)
    expect(failed.stdout).toMatch(
      /^FAIL .*against the merge base with main at [0-9a-f]{7}\nRow late-refund of refunds is broken/,
    )
    expect(failed.stdout).toContain('broken  late-refund  datasets/refunds.jsonl:1')
    expect(failed.stdout).toContain('came out  Of course, your refund is on its way!')
    expect(failed.stderr).toContain('::error file=datasets/refunds.jsonl,line=1,title=Row late-refund is broken::')
    const [xml, markdown, summary] = await Promise.all(
      ['gate.xml', 'gate.md', 'sum.md'].map((name) => readFile(join(shop, 'out', name), 'utf8')),
    )
    expect(xml).toContain('name="late-refund" file="datasets/refunds.jsonl" line="1"><failure')
    expect(markdown).toMatch(/^## ❌ Pawl gate: fail/)
    expect(summary).toBe(markdown)
    // What it said follows from its evidence, and no longer does once somebody touches that.
    expect((await program(['gate', 'verify', '--file', 'out/gate.json'])).exitCode).toBe(0)
    const evidence = await readFile(join(shop, 'out/gate.json'), 'utf8')
    await write('out/gate.json', evidence.replace('"status": "fail"', '"status": "pass"'))
    expect(await program(['gate', 'verify', '--file', 'out/gate.json'])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('the evidence has the hash'),
    })

    // Again, until it passes? The evidence stays.
    const callsBefore = model.requests.length
    expect((await program(['gate', 'run'])).exitCode).toBe(1)
    expect(model.requests.length).toBe(callsBefore)

    // A policy that tolerates more is settled with fewer calls.
    await write('policies/production.yml', 'environment: production\nmaxDrop: 0.3\n')
    await write('prompts/support.prompt.yml', good.replace('never later', 'and never later'))
    const mended = await program(['gate', 'run', '--format', 'json'])
    expect(mended.exitCode).toBe(0)
    const { gate, failingRows } = JSON.parse(mended.stdout)
    expect(gate).toMatchObject({ verdict: 'pass', baseline: { targets: [{ name: 'support' }] } })
    expect(failingRows).toEqual([])
  }, 240_000)

  it('deploys on a server what its gate let through, and nothing else', async () => {
    const env = { PAWL_SERVER: server.url }
    await write('prompts/support.prompt.yml', good)
    expect(await program(['gate', 'run'], env)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('is no version of support on the server'),
    })
    await write('policies/production.yml', 'environment: production\nmaxDrop: 0.3\n')
    expect(await program(['push'], env)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(
        'policies/production.yml: policy of production: The tolerated drop goes from 0.05 up',
      ),
    })
    expect((await program(['push', '--reason', 'Few rows yet'], env)).exitCode).toBe(0)
    const refused = await program(['deploy', '--env', 'production', 'support@1'], env)
    expect(refused.exitCode).toBe(1)
    // The command that the refusal names settles it.
    const [command = ''] = /pawl gate run[^`'\n]*/.exec(refused.stdout + refused.stderr) ?? []
    const passed = await program(
      command
        .replace(/[.,]?\s*$/, '')
        .split(' ')
        .slice(1),
      env,
    )
    expect(passed).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^PASS {2}support@1 for production/) })
    expect(await program(['deploy', '--env', 'production', 'support@1'], env)).toMatchObject({ exitCode: 0 })

    await write('prompts/support.prompt.yml', broken)
    expect((await program(['push'], env)).exitCode).toBe(0)
    const failed = await program(['gate', 'run'], env)
    expect(failed).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('against support@1') })
    expect((await program(['deploy', '--env', 'production', 'support@2'], env)).exitCode).toBe(1)
    const listed = await program(['gate', 'list', '--format', 'json'], env)
    const { gates } = JSON.parse(listed.stdout) as { gates: { verdict: string }[] }
    expect(gates.map(({ verdict }) => verdict)).toEqual(['fail', 'pass'])
    expect((await program(['policy', 'show', 'production'], env)).stdout).toContain('maxDrop: 0.3\n')
    expect(failed.stdout).toContain('broken  late-refund  datasets/refunds.jsonl:1')
  }, 240_000)

  const mistakes: readonly [string, Readonly<Record<string, string>>, RegExp][] = [
    [
      'no prompt',
      { 'datasets/refunds.jsonl': rows },
      /There is no prompt in .*, so there is nothing to release\.\n +Fix: .*pawl init/,
    ],
    [
      'a broken YAML',
      { 'prompts/a.prompt.yml': 'model: [\n' },
      /prompts\/a\.prompt\.yml: The prompt file cannot be read: .*\(.*line \d/,
    ],
    [
      'a row without evaluators',
      { 'prompts/a.prompt.yml': good, 'datasets/refunds.jsonl': '{"input": "Late?"}\n' },
      /datasets\/refunds\.jsonl:1: evaluators: the row has no evaluator, so nothing judges it\n +Fix: Add one/,
    ],
    [
      'a row with an evaluator that is nowhere',
      {
        'prompts/a.prompt.yml': good,
        'datasets/refunds.jsonl': rows.replace('"evaluators":[', '"evaluators":["tome",'),
      },
      /datasets\/refunds\.jsonl:1: no file here is for the evaluator tome/,
    ],
  ]
  it.each(mistakes)(
    'is told what to do about %s, without git',
    async (name, files, message) => {
      const directory = join(root, name)
      for (const [path, text] of Object.entries(files)) await write(path, text, directory)
      const told = await program(['gate', 'run'], {}, directory)
      expect(told).toMatchObject({ exitCode: 2, stdout: '' })
      expect(told.stderr).toMatch(message)
      expect(told.stderr).not.toMatch(/^\s+at /m)
    },
    120_000,
  )

  it('is told in a directory with nothing that there is no server either', async () => {
    const directory = join(root, 'nothing')
    await mkdir(directory)
    const told = await program(['gate', 'run'], { PAWL_SERVER: 'http://127.0.0.1:9' }, directory)
    expect(told).toMatchObject({ exitCode: 4, stdout: '' })
  }, 120_000)
})
