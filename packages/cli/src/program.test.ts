import { existsSync, readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { programVersion } from './program-version.ts'
import { isBuilt, startProgram } from './testing/built-program.ts'
import { unusedUrl } from './testing/contract-server.ts'

const printThreadCount = fileURLToPath(new URL('./__fixtures__/print-thread-count.cjs', import.meta.url))

const run = (...words: Parameters<typeof startProgram>) => startProgram(...words).ended

describe.skipIf(!isBuilt)('the built program (skipped before `npm run build`)', () => {
  it('prints its version', async () => {
    expect(await run(['--version'])).toEqual({ exitCode: 0, stdout: `${programVersion}\n`, stderr: '' })
  })

  it.each([
    { words: ['traces', 'list', '--sort', 'x'], exitCode: 2 },
    { words: ['traces', 'list'], exitCode: 4 },
  ])('ends with exit code $exitCode and no stack trace', async ({ words, exitCode }) => {
    const ended = await run(words, { env: { PAWL_SERVER: await unusedUrl() } })
    expect(ended).toMatchObject({ exitCode, stdout: '' })
    expect(ended.stderr).toMatch(/^pawl: /)
    expect(ended.stderr).not.toMatch(/^\s+at /m)
  })

  it.skipIf(process.platform !== 'linux')('has a thread pool of 16, set before anything uses it', async () => {
    const { stderr } = await run(['--version'], { nodeWords: ['--require', printThreadCount] })
    expect(Number(/threads: (\d+)/.exec(stderr)?.[1])).toBeGreaterThanOrEqual(16)
  })

  it('works without the server and its engines, and says so where they are needed', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'pawl-without-engines-'))
    try {
      const program = await installWithoutServer(directory)
      expect(await run(['--version'], { program })).toMatchObject({ exitCode: 0, stdout: `${programVersion}\n` })
      const listed = await run(['traces', 'list'], { program, env: { PAWL_SERVER: await unusedUrl() } })
      expect(listed.exitCode).toBe(4)
      const served = await run(['serve'], { program })
      expect(served).toMatchObject({ exitCode: 2, stdout: '' })
      expect(served.stderr).toMatch(/^pawl: .*the package @pawl\/server is not installed\.\n +Fix: /)
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})

/** A copy of the built program with its own dependencies alone, as `npm install --omit=optional` leaves it. */
async function installWithoutServer(directory: string): Promise<string> {
  const packages = fileURLToPath(new URL('../../', import.meta.url))
  const installed = fileURLToPath(new URL('../../../node_modules/', import.meta.url))
  const modules = join(directory, 'node_modules')
  for (const name of ['cli', 'core', 'sdk']) {
    for (const part of ['package.json', 'dist', 'bin']) {
      const from = join(packages, name, part)
      if (existsSync(from)) await cp(from, join(modules, '@pawl', name, part), { recursive: true })
    }
  }
  const dependencies = ['cli', 'core'].flatMap((name) => {
    const text = readFileSync(join(packages, name, 'package.json'), 'utf8')
    return Object.keys((JSON.parse(text) as { dependencies: Record<string, string> }).dependencies)
  })
  for (const name of new Set(dependencies.filter((each) => !each.startsWith('@pawl/')))) {
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(join(installed, name), join(modules, name))
  }
  return join(modules, '@pawl/cli/bin/pawl.js')
}
