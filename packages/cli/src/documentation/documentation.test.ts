import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { readYamlObject } from '@pawl/core'
import * as sdk from '@pawl/sdk'
import { transform } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { loadRepository } from '../repository/load-repository.ts'
import { findFault, pawlCommands } from './check-command.ts'
import { describedProgram } from './program-of-docs.ts'
import { type CodeBlock, indentedBlocks, readPages, repositoryRoot } from './read-page.ts'
import { renderCommandPage } from './render-command-page.ts'

const run = promisify(execFile)
const pages = await readPages()
const blocks = pages.flatMap((page) => page.blocks)
const program = describedProgram()

const languages = ['sh', 'ts', 'js', 'json', 'jsonl', 'yaml', 'python', 'text', 'http', 'ini'] as const
const inLanguage = (...names: (typeof languages)[number][]) =>
  blocks.filter(({ language }) => names.some((name) => name === language))

/** `found` where it is wrong, so that one failure names them all. */
const faultsOf = async (given: readonly CodeBlock[], check: (block: CodeBlock) => Promise<unknown>) => {
  const faults = await Promise.all(
    given.map((block) =>
      check(block).then(
        () => [],
        (error: unknown) => [`${block.place}: ${error instanceof Error ? error.message : String(error)}`],
      ),
    ),
  )
  return faults.flat()
}

describe('the pages', () => {
  it('have code in languages that are checked here', () => {
    expect(blocks.filter(({ language }) => !languages.some((name) => name === language))).toEqual([])
  })

  it('name commands and options that exist', () => {
    const inProse = pages.flatMap((page) => [
      ...indentedBlocks(page).map(({ line, code }) => ({ place: `${page.path}:${line}`, code })),
    ])
    const shell = [...inLanguage('sh'), ...inProse]
    const commands = shell.flatMap(({ place, code }) => pawlCommands(code).map((words) => ({ place, words })))
    const faults = commands.flatMap(({ place, words }) => {
      const fault = findFault(program, words)
      return fault === undefined ? [] : [`${place}: pawl ${words.join(' ')}: ${fault}`]
    })
    expect(faults).toEqual([])
    expect(commands.length).toBeGreaterThan(60)
  })

  it('name commands that exist in their sentences, too', () => {
    const written = pages.filter(({ path }) => path !== 'docs/cli.md')
    const faults = written.flatMap(({ path, prose }) =>
      prose.flatMap((line, index) =>
        [...line.matchAll(/`pawl ([a-z][^`]*)`/g)].flatMap(([, text = '']) => {
          // A sentence may name a command without what it wants.
          const fault = findFault(program, pawlCommands(`pawl ${text}`)[0] ?? [])
          return fault === undefined || fault.includes(' wants ') ? [] : [`${path}:${index + 1}: ${fault}`]
        }),
      ),
    )
    expect(faults).toEqual([])
  })

  it('have shell code that a shell can read', async () => {
    expect(await faultsOf(inLanguage('sh'), ({ code }) => run('sh', ['-n', '-c', code]))).toEqual([])
  })

  it('have JSON that parses', async () => {
    const check = async ({ language, code }: CodeBlock) => {
      for (const text of language === 'jsonl' ? code.trim().split('\n') : [code]) JSON.parse(text)
    }
    expect(await faultsOf(inLanguage('json', 'jsonl'), check)).toEqual([])
  })

  it('have YAML that parses, and collectors whose pipelines lead to what they name', async () => {
    const check = async ({ code, place }: CodeBlock) => {
      const { service, ...parts } = readYamlObject(code, { name: 'block', fix: '' }) as CollectorFile
      for (const pipeline of Object.values(service?.pipelines ?? {})) {
        for (const [kind, names] of Object.entries(pipeline)) {
          expect(Object.keys(parts[kind] ?? {}), place).toEqual(expect.arrayContaining([...names]))
        }
      }
    }
    expect(await faultsOf(inLanguage('yaml'), check)).toEqual([])
  })

  it('import from the SDK what it exports', () => {
    const imported = inLanguage('ts', 'js').flatMap(({ place, code }) =>
      [...code.matchAll(/import \{([^}]*)\} from '@pawl\/sdk'/g)].flatMap(([, names = '']) =>
        names.split(',').map((name) => ({ place, name: name.trim() })),
      ),
    )
    expect(imported.filter(({ name }) => !(name in sdk))).toEqual([])
    expect(imported.length).toBeGreaterThan(0)
  })

  it('name variables of the environment that the programs read', async () => {
    const sources = (await readdir(join(repositoryRoot, 'packages'), { recursive: true })).filter(
      (path) => /^(cli|core|server|sdk)\/src\/.*\.tsx?$/.test(path) && !path.includes('/node_modules/'),
    )
    const texts = await Promise.all(sources.map((path) => readFile(join(repositoryRoot, 'packages', path), 'utf8')))
    const known = new Set(texts.flatMap((text) => text.match(/\bPAWL_[A-Z_]+\b/g) ?? []))
    const named = pages.flatMap(({ path, prose, blocks: own }) =>
      [...prose, ...own.map(({ code }) => code)].flatMap((text) =>
        (text.match(/\bPAWL_[A-Z_]*[A-Z]\b/g) ?? []).map((name) => ({ path, name })),
      ),
    )
    expect(
      named.filter(
        ({ name, path }) => !known.has(name) && !name.startsWith('PAWL_SECRETS_') && !path.startsWith('CONTRIBUTING'),
      ),
    ).toEqual([])
  })

  it('have JavaScript and TypeScript that parse', async () => {
    const check = ({ language, code }: CodeBlock) =>
      transform(code, { loader: language === 'ts' ? 'ts' : 'js', format: 'esm', logLevel: 'silent' })
    expect(await faultsOf(inLanguage('js', 'ts'), check)).toEqual([])
  })

  it.skipIf(!hasPython())('have Python that parses (skipped without python3)', async () => {
    const parse = 'import ast, sys; ast.parse(sys.argv[1])'
    expect(await faultsOf(inLanguage('python'), ({ code }) => run('python3', ['-c', parse, code]))).toEqual([])
  })

  it('have files for a repository that Pawl reads as they stand', async () => {
    const root = await mkdtemp(join(tmpdir(), 'pawl-docs-'))
    const wanted = inLanguage('yaml', 'jsonl').filter(({ file }) => file !== undefined)
    const faults: string[] = []
    for (const page of pages) {
      const files = page.blocks.filter((block) => wanted.includes(block))
      if (files.length === 0) continue
      const directory = join(root, page.path)
      for (const { file = '', code } of files) {
        await mkdir(dirname(join(directory, file)), { recursive: true })
        await writeFile(join(directory, file), code)
      }
      await loadRepository(directory).catch((error: Error) => faults.push(`${page.path}: ${error.message}`))
    }
    await rm(root, { recursive: true })
    expect(faults).toEqual([])
    expect(wanted.length).toBeGreaterThan(5)
  })

  it('lead to pages, headings and files that exist', () => {
    const anchors = new Map(pages.map(({ path, prose }) => [path, new Set(prose.flatMap(anchorOf))]))
    const faults = pages.flatMap(({ path, prose }) =>
      prose.flatMap((line, index) =>
        [...line.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
          if (/^(https?|mailto):/.test(target)) return []
          const [file = '', anchor] = target.split('#')
          const found = file === '' ? path : join(dirname(path), file)
          const isThere = existsSync(resolve(repositoryRoot, found))
          const hasAnchor = anchor === undefined || anchors.get(found)?.has(anchor) !== false
          return isThere && hasAnchor ? [] : [`${path}:${index + 1}: ${target}`]
        }),
      ),
    )
    expect(faults).toEqual([])
  })

  it('are all reached from the map', async () => {
    const map = await readFile(join(repositoryRoot, 'docs/index.md'), 'utf8')
    const missing = pages.filter(
      ({ path }) => path.startsWith('docs/') && path !== 'docs/index.md' && !map.includes(`(${path.slice(5)}`),
    )
    expect(missing.map(({ path }) => path)).toEqual([])
  })
})

describe('docs/cli.md', () => {
  it('says what the program says: `npx vitest run packages/cli/src/documentation -u` writes it', async () => {
    await expect(renderCommandPage(program)).toMatchFileSnapshot(join(repositoryRoot, 'docs/cli.md'))
  })
})

interface CollectorFile {
  readonly service?: { readonly pipelines?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> }
  readonly [part: string]: object | undefined
}

function anchorOf(line: string): string[] {
  const heading = /^#+ (.*)$/.exec(line)?.[1]
  if (heading === undefined) return []
  return [
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  ]
}

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
