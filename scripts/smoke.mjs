// The built program on the Node that runs this file: start, take a trace in, find it again, stop. Ends with 0 or 1.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from './run-command.mjs'

const limitMs = 90_000
const traceId = '5b8efff798038103d269b633813fc60c'

const dataDir = await mkdtemp(join(tmpdir(), 'pawl-smoke-'))
const child = spawn(
  process.execPath,
  ['packages/cli/bin/pawl.js', 'serve', '--data-dir', dataDir, '--port', '0', '--grpc-port', 'off'],
  { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
)
const closed = new Promise((resolve) => child.on('close', resolve))
const deadline = setTimeout(() => child.kill('SIGKILL'), limitMs)

try {
  const url = await urlOf(child)
  await post(`${url}/v1/traces`, traceExport())
  const { traces } = await (await fetch(`${url}/api/traces`)).json()
  if (traces.length !== 1 || traces[0].traceId !== traceId) throw new Error(`found ${JSON.stringify(traces)}`)
  child.kill('SIGTERM')
  const exitCode = await closed
  if (exitCode !== 0) throw new Error(`the server ended with code ${exitCode}`)
  process.stdout.write(`Node ${process.version}: started, took a trace in, found it, stopped\n`)
} catch (error) {
  process.stderr.write(`Node ${process.version}: ${error.message}\n`)
  process.exitCode = 1
} finally {
  child.kill('SIGKILL')
  clearTimeout(deadline)
  await closed
  await rm(dataDir, { recursive: true, force: true })
}

async function urlOf({ stdout }) {
  for await (const line of createInterface({ input: stdout })) {
    const found = /http:\/\/\S+/.exec(line)
    if (found !== null) return found[0]
  }
  throw new Error('the server ended before it was ready')
}

async function post(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
}

function traceExport() {
  const startMs = Date.now()
  const span = {
    traceId,
    spanId: '5fb397be34d26b51',
    name: 'chat simulated-gpt',
    kind: 3,
    startTimeUnixNano: `${startMs}000000`,
    endTimeUnixNano: `${startMs + 250}000000`,
    attributes: [{ key: 'gen_ai.operation.name', value: { stringValue: 'chat' } }],
    status: {},
  }
  return {
    resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: 'smoke' }, spans: [span] }] }],
  }
}
