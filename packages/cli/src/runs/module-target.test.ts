import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isBuilt } from '../testing/built-program.ts'

const built = new URL('../../dist/runs/module-target.js', import.meta.url).href
const tsx = fileURLToPath(new URL('../../../../node_modules/tsx', import.meta.url))
const run = promisify(execFile)

/** What the built program makes of a module: only outside of the tests is TypeScript nothing that imports read by themselves. */
async function load(file: string): Promise<unknown> {
  const script = `const { loadModuleTarget } = await import(${JSON.stringify(built)})
const { target, name, version } = await loadModuleTarget(${JSON.stringify(file)})
console.log(JSON.stringify({ output: await target(), name, version }))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script])
  return JSON.parse(stdout)
}

describe.skipIf(!isBuilt)('an agent in a module of the user (skipped before `npm run build`)', () => {
  let root: string
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'pawl-module-'))
  })
  afterAll(() => rm(root, { recursive: true }))

  async function write(
    project: string,
    { file, text, manifest }: { readonly file: string; readonly text: string; readonly manifest?: object | undefined },
  ): Promise<string> {
    const directory = join(root, project)
    await mkdir(join(directory, 'node_modules'), { recursive: true })
    await symlink(tsx, join(directory, 'node_modules', 'tsx'))
    if (manifest) await writeFile(join(directory, 'package.json'), JSON.stringify(manifest))
    await writeFile(join(directory, file), text)
    return join(directory, file)
  }
  const typescript = `export const name: string = 'support'
export const version = '1.2.0'
export default async function agent(): Promise<string> { return 'yes' }
`
  const expected = { output: 'yes', name: 'support', version: '1.2.0' }

  it.each([
    ['of ES modules', { type: 'module' }],
    ['of CommonJS', { type: 'commonjs' }],
    ['that says nothing of itself', undefined],
  ])('is read in TypeScript in a project %s', async (what, manifest) => {
    expect(await load(await write(what, { file: 'agent.ts', text: typescript, manifest }))).toEqual(expected)
  })

  it('is read as a compiler wrote it for CommonJS', async () => {
    const text = `Object.defineProperty(exports, '__esModule', { value: true })
exports.name = 'support'
exports.version = '1.2.0'
exports.default = async () => 'yes'
`
    expect(await load(await write('compiled', { file: 'agent.cjs', text }))).toEqual(expected)
  })
})
