import { execFile, execFileSync } from 'node:child_process'
import { readFile, rm, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEnvironment } from './environment.ts'
import { type RealServer, startRealServer } from './testing/real-server.ts'
import { runPawl } from './testing/run-pawl.ts'

const run = promisify(execFile)
const hasTool = (name: string) => {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The one block of code in that language. */
async function documentedCode(language: string): Promise<string> {
  const page = await readFile(fileURLToPath(new URL('../../../docs/fetch.md', import.meta.url)), 'utf8')
  const blocks = page.split('```')
  const block = blocks.find((text, index) => index % 2 === 1 && text.startsWith(`${language}\n`))
  if (block === undefined) throw new Error(`docs/fetch.md has no ${language}`)
  return block.slice(language.length + 1)
}

describe('the examples in docs/fetch.md', () => {
  let server: RealServer
  beforeAll(async () => {
    server = await startRealServer('fetch')
    await save('/api/prompts', { name: 'support_agent', version: versionOf('Help {{customer}}.') })
    await deploy(1)
  })
  afterAll(() => server.close())

  const versionOf = (content: string) => ({
    content: { model: 'openai/gpt-4o', messages: [{ role: 'system', parts: [{ type: 'text', content }] }] },
  })
  async function save(path: string, body: unknown): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(await response.text())
  }
  async function deploy(number: number): Promise<void> {
    const words = ['deploy', `support_agent@${number}`, '--env', 'production', '--unprotected', 'no row yet']
    expect(await runPawl(words, { server: server.url })).toMatchObject({ exitCode: 0 })
  }
  const environment = () => ({ PATH: readEnvironment().variable('PATH'), PAWL_SERVER: server.url, PAWL_KEY: 'none' })

  it.skipIf(!hasTool('curl'))('fetch with curl, keep the last good one on 304, and take a newer one', async () => {
    const script = await documentedCode('sh')
    const file = `${server.root}/support.json`
    const fetchOnce = () => run('sh', ['-c', script], { cwd: server.root, env: environment() }).catch(() => null)
    const saved = async () => (JSON.parse(await readFile(file, 'utf8')) as { number: number }).number
    await rm(file, { force: true })
    await fetchOnce()
    expect(await saved()).toBe(1)
    const { mtimeMs } = await stat(file)
    await fetchOnce()
    expect((await stat(file)).mtimeMs).toBe(mtimeMs)
    await save('/api/prompts/support_agent/versions', versionOf('Help {{customer}} kindly.'))
    await deploy(2)
    await fetchOnce()
    expect(await saved()).toBe(2)
  })

  it.skipIf(!hasTool('python3'))(
    'fetch with Python, fill in variables, and give the last good one while the server is away',
    async () => {
      const asked = 'get_prompt("support_agent", {"customer": "Ada"})'
      const script = `${await documentedCode('python')}
print(json.dumps([${asked}, ${asked}]))
os.environ["PAWL_SERVER"] = "http://127.0.0.1:9"
print(json.dumps(${asked}))`
      const { stdout } = await run('python3', ['-c', script], { env: environment() })
      const [[first, second], away] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
      const { 'pawl.prompt.name': name } = first[2]
      expect({ name, role: first[0][0].role, model: first[1] }).toEqual({
        name: 'support_agent',
        role: 'system',
        model: 'openai/gpt-4o',
      })
      expect(first[0][0].content).toMatch(/^Help Ada/)
      expect([second, away]).toEqual([first, first])
    },
  )
})
