import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { programVersion } from './program-version.ts'
import { unusedUrl } from './testing/contract-server.ts'

const bin = fileURLToPath(new URL('../bin/pawl.js', import.meta.url))
const printThreadCount = fileURLToPath(new URL('./__fixtures__/print-thread-count.cjs', import.meta.url))
const isBuilt = existsSync(new URL('../dist/main.js', import.meta.url))

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function run(nodeWords: readonly string[], words: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...nodeWords, bin, ...words], { env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr })
    })
  })
}

describe.skipIf(!isBuilt)('the built program (skipped before `npm run build`)', () => {
  it('prints its version', async () => {
    expect(await run([], ['--version'])).toEqual({ code: 0, stdout: `${programVersion}\n`, stderr: '' })
  })

  it.each([
    { words: ['traces', 'list', '--sort', 'x'], code: 2 },
    { words: ['traces', 'list'], code: 4 },
  ])('ends with exit code $code and no stack trace', async ({ words, code }) => {
    const ended = await run([], words, { PAWL_SERVER: await unusedUrl() })
    expect(ended).toMatchObject({ code, stdout: '' })
    expect(ended.stderr).toMatch(/^pawl: /)
    expect(ended.stderr).not.toMatch(/^\s+at /m)
  })

  it.skipIf(process.platform !== 'linux')(
    'has a thread pool of 16, as its bin file sets before anything else',
    async () => {
      const { stderr } = await run(['--require', printThreadCount], ['--version'])
      expect(Number(/threads: (\d+)/.exec(stderr)?.[1])).toBeGreaterThanOrEqual(16)
    },
  )
})
