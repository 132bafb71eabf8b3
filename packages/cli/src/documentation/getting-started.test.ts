import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { SpanDetail, TraceDetail, TraceList, TraceSummary } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEnvironment } from '../environment.ts'
import { loadServer } from '../load-server.ts'
import { type RealServer, startRealServer } from '../testing/real-server.ts'
import { type CodeBlock, type Page, readPages, repositoryRoot } from './read-page.ts'

const run = promisify(execFile)
const environment = readEnvironment()
/** Where the packages that pages name are installed; those that are missing are installed there first. */
const packagesRoot = environment.variable('PAWL_DOCS_PACKAGES')

interface Example {
  readonly page: Page
  readonly block: CodeBlock
  readonly language: 'js' | 'python' | 'sh'
  /** What the page has the reader install for it. */
  readonly packages: readonly string[]
}

const examples = (await readPages())
  .filter(({ path }) => path.startsWith('docs/getting-started/'))
  .flatMap((page) => page.blocks.filter((block) => block.isRun).map((block) => exampleOf(page, block)))

function exampleOf(page: Page, block: CodeBlock): Example {
  const language = /\bpython\b/.test(block.code) ? 'python' : /\bnode\b/.test(block.code) ? 'js' : 'sh'
  const word = { python: 'pip install ', js: 'npm install ', sh: 'none' }[language]
  const install = page.blocks
    .slice(0, page.blocks.indexOf(block))
    .findLast(({ language: fence, code }) => fence === 'sh' && code.startsWith(word))
  return {
    page,
    block,
    language,
    packages:
      install?.code
        .slice(word.length)
        .trim()
        .split(/[\s\\]+/) ?? [],
  }
}

/** A directory from which these packages are found; undefined where they are not here and may not be installed. */
async function findPackages({ language, packages }: Example): Promise<string | undefined> {
  if (language === 'sh' || (language === 'js' && packages.every(isInWorkspace))) {
    return join(repositoryRoot, 'artifacts/docs')
  }
  if (packagesRoot === undefined) return undefined
  const directory = join(packagesRoot, [language, ...packages].join(' ').replace(/[^a-z0-9]+/gi, '-'))
  if (existsSync(directory)) return directory
  await mkdir(directory, { recursive: true })
  if (language === 'js') await run('npm', ['install', '--prefix', directory, ...packages.map(unquoted)])
  else {
    await run('python3', ['-m', 'venv', directory])
    await run(join(directory, 'bin/pip'), ['install', '--quiet', ...packages.map(unquoted)])
  }
  return directory
}

const unquoted = (name: string) => name.replaceAll("'", '')

function isInWorkspace(name: string): boolean {
  const [, bare = name, major] = /^(@?[^@]+)(?:@(\d+))?$/.exec(name) ?? []
  const manifest = join(repositoryRoot, 'node_modules', bare, 'package.json')
  if (!existsSync(manifest)) return false
  const { version }: { version: string } = JSON.parse(readFileSync(manifest, 'utf8'))
  return major === undefined || version.startsWith(`${major}.`)
}

const question = 'Where is my order TW1001?'
const answer = 'Order TW1001 has shipped.'
const isRunnable = ({ language, packages }: Example) =>
  packagesRoot !== undefined || language === 'sh' || (language === 'js' && packages.every(isInWorkspace))
const skipped = examples.filter((example) => !isRunnable(example)).map(({ block }) => block.place)
if (skipped.length > 0) {
  console.info(`Skipped: PAWL_DOCS_PACKAGES=<directory> installs the libraries of ${skipped.join(', ')} and runs them`)
}

describe('the pages for producers', () => {
  let server: RealServer
  let model: Awaited<ReturnType<Awaited<ReturnType<typeof loadServer>>['startModelServer']>>
  const seen = new Set<string>()
  beforeAll(async () => {
    server = await startRealServer('docs')
    const { startModelServer } = await loadServer()
    model = await startModelServer({
      script: ({ body, messages, toolNames }) => {
        const name = toolNames[0]
        if (name === undefined || messages.at(-1)?.role === 'tool') return { text: answer }
        return { toolCalls: [{ name, arguments: { [firstArgument(body)]: 'TW1001' } }] }
      },
    })
  })
  afterAll(async () => {
    await server.close()
    await model.close()
  })

  const get = async <Body>(path: string): Promise<Body> => {
    const response = await fetch(`${server.url}${path}`)
    if (!response.ok) throw new Error(await response.text())
    return response.json() as Promise<Body>
  }

  /** The traces that nobody has seen yet, as soon as one of them has an answer. */
  async function newTraces(): Promise<TraceDetail[]> {
    for (let tries = 0; tries < 60; tries++) {
      const { traces } = await get<TraceList>('/api/traces?limit=200')
      const found = traces.filter(({ traceId }) => !seen.has(traceId))
      if (found.some(({ kinds }) => kinds.includes('llm'))) {
        for (const { traceId } of found) seen.add(traceId)
        return Promise.all(found.map(({ traceId }) => get<TraceDetail>(`/api/traces/${traceId}`)))
      }
      await pause(100)
    }
    throw new Error('no trace with a model call arrived')
  }

  const spansOf = (traces: readonly TraceDetail[]) =>
    Promise.all(
      traces.flatMap(({ trace: { traceId }, spans }) =>
        spans.map(({ spanId }) => get<SpanDetail>(`/api/traces/${traceId}/spans/${spanId}`)),
      ),
    )

  async function runExample(example: Example): Promise<string> {
    const packages = await findPackages(example)
    if (packages === undefined) throw new Error('its packages are not here')
    const directory = join(packages, `run-${process.pid}`)
    await mkdir(directory, { recursive: true })
    const local = (text: string) =>
      text.replaceAll('http://localhost:4318', server.url).replaceAll('localhost:4318', new URL(server.url).host)
    for (const { file, code } of example.page.blocks) {
      if (file !== undefined) await writeFile(join(directory, file), local(code))
    }
    try {
      const { stdout } = await run('sh', ['-e', '-c', local(example.block.code)], {
        cwd: directory,
        timeout: 60_000,
        env: {
          PATH: [join(packages, 'bin'), environment.variable('PATH')].join(delimiter),
          HOME: directory,
          OPENAI_API_KEY: 'simulated',
          OPENAI_BASE_URL: model.baseUrl,
        },
      })
      return stdout
    } finally {
      await rm(directory, { recursive: true })
    }
  }

  it.each(examples.filter(isRunnable).map((example) => [example.block.place, example] as const))(
    '%s: the application runs, and its model call is read with what went in and came out',
    async (_, example) => {
      const stdout = await runExample(example)
      if (example.language !== 'sh') expect(stdout).toContain(answer)
      const traces = await newTraces()
      const spans = await spansOf(traces)
      const calls = spans.map(({ canonical }) => canonical).filter(({ kind }) => kind === 'llm')
      const texts = (messages: readonly (readonly object[])[]) => JSON.stringify(messages)
      expect(texts(calls.map(({ inputMessages }) => inputMessages))).toContain(question)
      expect(texts(calls.map(({ outputMessages }) => outputMessages))).toContain(answer)
      expect(calls.find(({ usage }) => (usage?.inputTokens ?? 0) > 0)).toBeDefined()
      const { sessionId, traceId } = summaryOf(traces)
      if (says(example, 'conversation-7')) expect(sessionId).toBe('conversation-7')
      if (says(example, 'ada')) {
        // LangChain's metadata stays metadata, as its page says.
        const filter = example.page.path.endsWith('/langchain.md') ? 'metadata=user_id%3Dada' : 'user=ada'
        const { traces: found } = await get<TraceList>(`/api/traces?${filter}&limit=200`)
        expect(found.map((each) => each.traceId)).toContain(traceId)
      }
      if (says(example, 'look_up_order')) expect(spans.map(({ canonical }) => canonical.kind)).toContain('tool')
    },
    120_000,
  )
})

function summaryOf(traces: readonly TraceDetail[]): TraceSummary {
  const summary = traces.map(({ trace }) => trace).find(({ kinds }) => kinds.includes('llm'))
  if (summary === undefined) throw new Error('no trace has a model call')
  return summary
}

/** Whether the program that the example starts has this word in it. */
const says = ({ page, block }: Example, word: string): boolean =>
  page.blocks.some(
    ({ file, code }) => code.includes(word) && (file === undefined ? code === block.code : block.code.includes(file)),
  )

/** The name of the first argument of the first tool, whatever a library calls it. */
function firstArgument(body: Readonly<Record<string, unknown>>): string {
  const [tool] = body.tools as { function: { parameters?: { properties?: object } } }[]
  return Object.keys(tool?.function.parameters?.properties ?? {})[0] ?? 'orderId'
}
