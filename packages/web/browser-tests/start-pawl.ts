import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Ask, askAt } from './call-pawl.ts'
import { otlpRequest, type TestSpan } from './otlp-request.ts'

const command = fileURLToPath(new URL('../../cli/bin/pawl.js', import.meta.url))
const startLimitMs = 60_000

export interface RunningPawl extends AsyncDisposable {
  readonly url: string
  readonly ask: Ask
  /** Sends spans as any OpenTelemetry SDK would; returns when they are stored. */
  readonly send: (spans: readonly TestSpan[]) => Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('no free port')
  return address.port
}

async function waitUntilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const until = Date.now() + startLimitMs
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`pawl serve ended with ${child.exitCode}:\n${output()}`)
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`pawl serve was not ready after ${startLimitMs} ms:\n${output()}`)
}

async function send(url: string, spans: readonly TestSpan[]): Promise<void> {
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(otlpRequest(spans)),
  })
  const answer = await response.text()
  if (response.status !== 200 || answer.includes('rejectedSpans')) {
    throw new Error(`the spans were refused: ${response.status} ${answer}`)
  }
}

/**
 * Starts the built `pawl serve` on an empty data directory, with settings beside those of this process; stops it and removes its data when
 * disposed.
 */
export async function startPawl(settings: Readonly<Record<string, string>> = {}): Promise<RunningPawl> {
  const [dataDirectory, port, grpcPort] = await Promise.all([
    mkdtemp(join(tmpdir(), 'pawl-web-')),
    freePort(),
    freePort(),
  ])
  const options = ['--data-dir', dataDirectory, '--port', String(port), '--grpc-port', String(grpcPort)]
  const child = spawn(process.execPath, [command, 'serve', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // biome-ignore lint/style/noProcessEnv: what is started needs the surroundings of its test.
    env: { ...process.env, ...settings },
  })
  let output = ''
  const collect = (chunk: Buffer) => {
    output = `${output}${chunk.toString()}`.slice(-20_000)
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    await rm(dataDirectory, { recursive: true, force: true })
  }
  try {
    await waitUntilReady(url, child, () => output)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, ask: askAt(url), send: (spans) => send(url, spans), [Symbol.asyncDispose]: stop }
}
