import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../packages/cli/bin/pawl.js', import.meta.url))

/** A Pawl of its own process, as a user starts it. */
export interface PawlProcess {
  readonly url: string
  readonly dataDir: string
  /** From the spawn until it answered that it is ready. */
  readonly startMs: number
  rssMb(): number
  peakRssMb(): number
  /** Returns when it has done next to nothing for three seconds; after three minutes in any case. */
  untilIdle(): Promise<void>
  stop(): Promise<void>
  kill(): Promise<void>
}

/** `settings` are variables of its environment. */
export async function startPawl(
  dataDir = newDataDir(),
  settings: Readonly<Record<string, string>> = {},
): Promise<PawlProcess> {
  const [port, grpcPort] = [await freePort(), await freePort()]
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [program, 'serve', '--data-dir', dataDir, '--port', String(port), '--grpc-port', String(grpcPort)],
    // biome-ignore lint/style/noProcessEnv: the child needs the path of this process
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...settings } },
  )
  const url = `http://127.0.0.1:${port}`
  await untilReady(url, child)
  return {
    url,
    dataDir,
    startMs: performance.now() - started,
    rssMb: () => memoryMb(child, 'VmRSS'),
    peakRssMb: () => memoryMb(child, 'VmHWM'),
    untilIdle: () => untilIdle(child),
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  }
}

export const newDataDir = (): string => mkdtempSync(join(tmpdir(), 'pawl-bench-'))
export const removeDataDir = (dataDir: string): void => rmSync(dataDir, { recursive: true, force: true })

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok === true) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`pawl ended with ${child.exitCode} before it was ready`)
}

async function untilIdle(child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const before = cpuTicks(child)
    await new Promise((resolve) => setTimeout(resolve, 3000))
    // A tick is a hundredth of a second.
    if (cpuTicks(child) - before < 30) return
  }
}

function cpuTicks({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return Number(fields[11]) + Number(fields[12])
}

function memoryMb(child: ChildProcess, field: string): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  const kilobytes = new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]
  return Number(kilobytes) / 1024
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
