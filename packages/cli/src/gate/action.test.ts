import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readYamlObject } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { childEnvironment } from '../environment.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

const stepSchema = z.union([
  z.strictObject({
    id: z.string().optional(),
    name: z.string().optional(),
    if: z.string().optional(),
    uses: z.string().regex(/^actions\/[a-z/-]+@v\d+$/),
    with: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  }),
  z.strictObject({
    id: z.string().optional(),
    name: z.string(),
    if: z.string().optional(),
    shell: z.literal('bash'),
    env: z.record(z.string(), z.string()).optional(),
    run: z.string(),
  }),
])
const actionSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(z.string(), z.strictObject({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.strictObject({ using: z.literal('composite'), steps: z.array(stepSchema) }),
})

/** What ran: the words it was given, and what it found in its environment. */
interface Call {
  readonly words: readonly string[]
  readonly server: string | null
}

describe('the GitHub Action', () => {
  let directory: string
  let action: z.infer<typeof actionSchema>
  beforeAll(async () => {
    const text = await readFile(join(root, 'action.yml'), 'utf8')
    action = actionSchema.parse(readYamlObject(text, { name: 'action', fix: '' }))
    directory = await mkdtemp(join(tmpdir(), 'pawl-action-'))
  })
  afterAll(() => rm(directory, { recursive: true }))

  const scripts = () => action.runs.steps.flatMap((step) => ('run' in step ? [step] : []))

  it('puts no input into a command, where it could be read as one, and uses each', () => {
    for (const { run } of scripts()) expect(run).not.toContain('${{')
    const used = JSON.stringify(action.runs)
    for (const name of Object.keys(action.inputs)) expect(used).toContain(`inputs.${name}`)
    for (const { value } of Object.values(action.outputs))
      expect(value).toMatch(/^\$\{\{ steps\.gate\.outputs\.[a-z-]+ \}\}$/)
  })

  it('saves evidence and comments also when the gate fails, and says so only then', () => {
    const steps = action.runs.steps
    const at = (found: (step: (typeof steps)[number]) => boolean) => steps.findIndex(found)
    const gate = at((step) => step.id === 'gate')
    const save = at((step) => 'uses' in step && step.uses.startsWith('actions/cache/save'))
    const comment = at((step) => 'run' in step && step.run.includes('comment.sh'))
    expect([gate, save, comment]).toEqual([...[gate, save, comment]].sort((a, b) => a - b))
    expect(steps[save]?.if).toMatch(/^always\(\)/)
    expect(comment).toBeLessThan(steps.length - 1)
    expect(steps.at(-1)).toMatchObject({ run: 'exit "$PAWL_EXIT_CODE"' })
  })

  /** Runs the step of the gate with a program that writes down what it was given. */
  async function runGate(env: Readonly<Record<string, string>>, exitCode: number) {
    const program = join(directory, 'program.mjs')
    const calls = join(directory, 'calls.json')
    await writeFile(
      program,
      `import { writeFileSync } from 'node:fs'
writeFileSync(${JSON.stringify(calls)}, JSON.stringify({ words: process.argv.slice(2), server: process.env.PAWL_SERVER ?? null }))
process.exit(${exitCode})`,
    )
    const output = join(directory, 'output.txt')
    await writeFile(output, '')
    const step = scripts().find(({ id }) => id === 'gate')
    const given = Object.fromEntries(Object.keys(step?.env ?? {}).map((name) => [name, '']))
    await execute('bash', ['-c', step?.run ?? ''], {
      ...given,
      ...{ GITHUB_ACTION_PATH: root, GITHUB_OUTPUT: output, RUNNER_TEMP: directory },
      ...{ PAWL_PROGRAM: `node ${program}`, PAWL_DIRECTORY: directory, PAWL_GATE_DIR: '.pawl/gate' },
      ...env,
    })
    const call = JSON.parse(await readFile(calls, 'utf8')) as Call
    const outputs = Object.fromEntries(
      (await readFile(output, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => line.split('=')),
    )
    return { call, outputs: outputs as Record<string, string> }
  }

  it('runs the gate on files alone with what it was given, each input one word', async () => {
    const hostile = 'x"; touch hacked; $(touch hacked) `touch hacked`'
    const { call, outputs } = await runGate({ PAWL_ENVIRONMENT: hostile, PAWL_PROMPTS: 'support\ntone\n' }, 1)
    const results = join(directory, 'pawl-gate')
    expect(call).toEqual({
      server: null,
      words: [
        ...['gate', 'run', '--dir', directory, '--junit', join(results, 'junit.xml')],
        ...['--markdown', join(results, 'summary.md'), '--evidence', join(results, 'evidence.json')],
        ...['--env', hostile, '--prompt', 'support', '--prompt', 'tone', '--data-dir', `${directory}/.pawl/gate`],
      ],
    })
    expect(outputs).toMatchObject({ verdict: 'fail', 'exit-code': '1', markdown: join(results, 'summary.md') })
  })

  it.each([
    [0, 'pass'],
    [3, 'inconclusive'],
    [2, 'error'],
  ])('hands on exit code %i as %s', async (code, verdict) => {
    const { call, outputs } = await runGate({ PAWL_SERVER: 'http://pawl:4318', PAWL_BASELINE: 'main' }, code)
    expect(call.server).toBe('http://pawl:4318')
    expect(call.words).toEqual(expect.arrayContaining(['--baseline', 'main']))
    expect(call.words).not.toContain('--data-dir')
    expect(outputs).toMatchObject({ verdict, 'exit-code': String(code) })
  })

  it('compares a push with what the branch was before it, where that is there', async () => {
    const git = (...words: string[]) =>
      execute('git', ['-C', directory, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...words], {})
    await git('init', '--quiet')
    await git('commit', '--quiet', '--allow-empty', '--message', 'One')
    const before = (await git('rev-parse', 'HEAD')).trim()
    expect((await runGate({ PAWL_PUSHED_FROM: before }, 0)).call.words).toEqual(
      expect.arrayContaining(['--baseline', before]),
    )
    for (const gone of ['0'.repeat(40), 'a'.repeat(40), '--help']) {
      expect((await runGate({ PAWL_PUSHED_FROM: gone }, 0)).call.words).not.toContain('--baseline')
    }
  })

  it('writes one comment and then over it', async () => {
    const bin = join(directory, 'bin')
    const log = join(directory, 'gh.log')
    await mkdir(bin, { recursive: true })
    const markdown = join(directory, 'summary.md')
    await writeFile(markdown, '## Pawl gate\n')
    const step = scripts().find(({ run }) => run.includes('comment.sh'))
    const comment = async (known: string) => {
      await writeFile(
        join(bin, 'gh'),
        `#!/bin/sh\necho "$@" >> '${log}'\ncase "$*" in *paginate*) echo '${known}' ;; esac\n`,
      )
      await chmod(join(bin, 'gh'), 0o755)
      await writeFile(log, '')
      await execute('bash', ['-c', step?.run ?? ''], {
        ...{ GITHUB_ACTION_PATH: root, GITHUB_REPOSITORY: 'shop/app', PAWL_PULL_REQUEST: '7', PAWL_MARKDOWN: markdown },
        PATH: `${bin}:${childEnvironment({}).PATH ?? ''}`,
      })
      return await readFile(log, 'utf8')
    }
    expect(await comment('')).toMatch(/--method POST repos\/shop\/app\/issues\/7\/comments --field body=@/)
    expect(await comment('42')).toMatch(/--method PATCH repos\/shop\/app\/issues\/comments\/42 --field body=@/)
  })

  function execute(command: string, words: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
    const path = [dirname(process.execPath), childEnvironment({}).PATH ?? ''].join(':')
    return new Promise((resolve, reject) => {
      execFile(command, words, { env: { PATH: path, ...env }, cwd: directory }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout)
        else reject(new Error(`${command}: ${stderr}`))
      })
    })
  }
})
