import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { programWords } from './program-words.ts'

export interface ServerProcess {
  readonly url: string
  readonly pid: number
  kill(signal: NodeJS.Signals): Promise<void>
}

const main = new URL('./serve-main.ts', import.meta.url)

/** Starts the server in a process of its own. Rejects with what it wrote when it ends instead. */
export async function startServerProcess(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = spawn(
    process.execPath,
    [...programWords(main), dataDir, '0'],
    // biome-ignore lint/style/noProcessEnv: the child needs the path of this process, and threads for the engine
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, UV_THREADPOOL_SIZE: '16', ...settings } },
  )
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const url = await Promise.race([firstLine(child), once(child, 'close').then(() => undefined)])
  if (url === undefined) throw new Error(errors)
  return {
    url,
    pid: child.pid ?? 0,
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
    },
  }
}

async function firstLine(child: ChildProcess): Promise<string | undefined> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    const [line, rest] = text.split('\n', 2)
    if (rest !== undefined && line?.startsWith('http') === true) return line
  }
  return undefined
}
