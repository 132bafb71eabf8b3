import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEnvironment } from '../environment.ts'
import { loadServer } from '../load-server.ts'
import { type RealServer, startRealServer } from '../testing/real-server.ts'
import { runPawl } from '../testing/run-pawl.ts'
import { pawlCommands } from './check-command.ts'
import { type Page, readPages } from './read-page.ts'

const run = promisify(execFile)
const pages = (await readPages()).filter(({ path }) => !path.startsWith('docs/getting-started/'))
/** Walk-throughs want data of their own, and have tests of their own. */
const runPages = pages.filter(
  ({ path, blocks }) => !path.startsWith('docs/walkthrough-') && blocks.some(({ isRun }) => isRun),
)

describe('the pages of the stages', () => {
  let server: RealServer
  let model: Awaited<ReturnType<Awaited<ReturnType<typeof loadServer>>['startModelServer']>>
  const startedIn = process.cwd()
  beforeAll(async () => {
    const { startModelServer } = await loadServer()
    model = await startModelServer({ script: () => ({ text: 'Refunds are possible within 30 days of delivery.' }) })
    server = await startRealServer('docs', { openaiApiKey: 'no-key-needed', openaiBaseUrl: model.baseUrl })
  })
  afterAll(async () => {
    process.chdir(startedIn)
    await server.close()
    await model.close()
  })

  /** What a reader would have typed: the page's files are there, and its commands come one after the other. */
  async function follow({ path, blocks }: Page): Promise<void> {
    const directory = join(server.root, path.replaceAll('/', '-'))
    for (const { file, code } of blocks) {
      if (file === undefined) continue
      await mkdir(dirname(join(directory, file)), { recursive: true })
      await writeFile(join(directory, file), code)
    }
    await mkdir(directory, { recursive: true })
    process.chdir(directory)
    for (const { code, place } of blocks.filter(({ isRun }) => isRun)) {
      for (const command of commandsOf(code)) await runCommand(command, place)
    }
  }

  async function runCommand(command: string, place: string): Promise<void> {
    const words = pawlCommands(command)[0]
    if (words !== undefined) {
      const { exitCode, stderr } = await runPawl(words, { server: server.url })
      expect(exitCode, `${place}: ${command}\n${stderr}`).toBe(0)
      return
    }
    const script = command.replaceAll('http://localhost:4318', server.url)
    const PATH = readEnvironment().variable('PATH')
    await run('sh', ['-e', '-c', script], { env: { PATH } }).catch((error: { stderr?: string; stdout?: string }) => {
      throw new Error(`${place}: ${command}\n${error.stdout}${error.stderr}`)
    })
  }

  it.each(runPages.map((page) => [page.path, page] as const))('%s: its commands do what they say', async (_, page) => {
    await follow(page)
  })

  it('name routes of the API that exist', async () => {
    const response = await fetch(`${server.url}/api/openapi.json`)
    const { paths } = (await response.json()) as { paths: Readonly<Record<string, object>> }
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{}')}`),
    )
    const named = pages.flatMap(({ path: page, prose, blocks }) =>
      [...prose, ...blocks.map(({ code }) => code)].flatMap((text) =>
        [...text.matchAll(/\b(GET|POST|PUT|PATCH|DELETE) (\/api\/[\w./{}-]*[\w}])/g)].map(([, method, path = '']) => ({
          page,
          route: `${method} ${path.replace(/\{\w+\}/g, '{}')}`,
        })),
      ),
    )
    const isThere = (route: string) =>
      routes.some((known) => new RegExp(`^${known.replaceAll('{}', '[^/ ]+')}$`).test(route)) ||
      route.startsWith('POST /api/public/otel/v1/')
    expect(named.filter(({ route }) => !isThere(route))).toEqual([])
    expect(named.length).toBeGreaterThan(5)
  })
})

/** Lines that belong together: continued by a backslash, or within a quotation. */
function commandsOf(code: string): string[] {
  const commands: string[] = []
  let open = ''
  for (const line of code.split('\n')) {
    open += open === '' ? line : `\n${line}`
    const isQuoted = (open.match(/'/g) ?? []).length % 2 === 1
    if (line.endsWith('\\') || isQuoted) continue
    if (open.trim() !== '') commands.push(open)
    open = ''
  }
  return commands
}
