import { Agent, request } from 'node:http'
import { sendLoad } from './load.ts'
import { newDataDir, type PawlProcess, removeDataDir, startPawl } from './pawl-process.ts'
import { option, quantile, report } from './workload.ts'

// How quickly applications get the prompt that is deployed, while the server takes in some telemetry.
const seconds = option('seconds', { full: 20, smoke: 1 })
const perSecond = option('per-s', { full: 500, smoke: 50 })
const spansPerS = option('spans-per-s', { full: 1000, smoke: 100 })
const connections = 16
const prompts = 20

const pawl = await startPawl(newDataDir())
for (let index = 0; index < prompts; index++) await deploy(pawl, `support-${index}`)
const agent = new Agent({ keepAlive: true, maxSockets: connections })
const etags = new Map<string, string>()
for (let index = 0; index < prompts; index++) await ask(`support-${index}`)
// Making bodies takes this process a while, and both programs are slow before they are compiled.
await sendLoad({ url: pawl.url, connections: 1, spansPerRequest: 64, spans: 2 * spansPerS, spansPerS })
for (const isKnown of [false, true]) await askSteadily(isKnown, Math.ceil(seconds / 5))

for (const [setting, isKnown] of [
  ['', false],
  ['.not_modified', true],
] as const) {
  const load = sendLoad({ url: pawl.url, connections: 1, spansPerRequest: 64, spans: spansPerS * seconds, spansPerS })
  const timesMs = await askSteadily(isKnown)
  await load
  report(`sdk.fetch_p99_ms${setting}`, quantile(timesMs, 0.99), 'ms')
  report(`sdk.fetch_p50_ms${setting}`, quantile(timesMs, 0.5), 'ms')
}
agent.destroy()
await pawl.stop()
removeDataDir(pawl.dataDir)

/** At fixed times, whether earlier answers are there or not: a slow server must not slow its own measurement down. */
async function askSteadily(isKnown: boolean, durationS = seconds): Promise<number[]> {
  const timesMs: number[] = []
  const calls: Promise<void>[] = []
  const startedMs = performance.now()
  for (let sent = 0; sent < durationS * perSecond; ) {
    const due = Math.floor(((performance.now() - startedMs) * perSecond) / 1000)
    for (; sent < Math.min(due, durationS * perSecond); sent++) {
      const dueMs = startedMs + (sent * 1000) / perSecond
      const call = ask(`support-${sent % prompts}`, isKnown)
      calls.push(call.then(() => void timesMs.push(performance.now() - dueMs)))
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(calls)
  return timesMs
}

function ask(prompt: string, isKnown = false): Promise<void> {
  const etag = isKnown ? etags.get(prompt) : undefined
  return new Promise((resolve, reject) => {
    const call = request(
      `${pawl.url}/api/environments/production/prompts/${prompt}`,
      { agent, headers: etag === undefined ? {} : { 'if-none-match': etag } },
      (response) => {
        if (response.statusCode !== (etag === undefined ? 200 : 304))
          reject(new Error(`answered ${response.statusCode}`))
        etags.set(prompt, response.headers.etag ?? '')
        response.resume()
        response.once('end', resolve)
      },
    )
    call.once('error', reject)
    call.end()
  })
}

/** Four kilobytes of instructions, released without any row that could stop them. */
async function deploy(server: PawlProcess, name: string): Promise<void> {
  const text = `You are ${name}, and help {{customer}}. ${'Say only what the policy allows. '.repeat(125)}`
  const content = { model: 'openai/gpt-4o', messages: [{ role: 'system', parts: [{ type: 'text', content: text }] }] }
  await post(`${server.url}/api/prompts`, { name, version: { content } })
  await post(`${server.url}/api/deployments`, {
    environment: 'production',
    release: { type: 'prompts', prompts: [name] },
    unprotected: { reason: 'only to measure' },
  })
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
}
