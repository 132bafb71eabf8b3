import { PassThrough, Readable, Writable } from 'node:stream'
import { main } from '../main.ts'

export interface RunOptions {
  readonly server?: string
  readonly key?: string
  readonly project?: string
  readonly stdin?: string | Uint8Array
  /** Gives the run a terminal of this width, on which it may ask. */
  readonly columns?: number
  /** What is typed on that terminal. */
  readonly typed?: string
  /** Of the environment, beside those that have an option here. */
  readonly variables?: Readonly<Record<string, string>>
  readonly interruption?: AbortSignal
  readonly onOutput?: (text: string) => void
}

export interface RunResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs one command line in this process, with streams of its own. */
export async function runPawl(words: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const stdout = collecting(options.onOutput)
  const stderr = collecting()
  const isTty = options.columns !== undefined
  const exitCode = await main(words, {
    environment: {
      serverUrl: options.server,
      key: options.key,
      project: options.project,
      dataDir: undefined,
      noColor: true,
      threadPoolSize: 16,
      variable: (name) => options.variables?.[name],
    },
    terminal: {
      stdin: Object.assign(inputOf(options), { isTTY: isTty }),
      stdout: stdout.stream,
      stderr: stderr.stream,
      columns: options.columns,
      stdoutHasColor: false,
      stderrIsTty: isTty,
      interruption: () => options.interruption ?? new AbortController().signal,
    },
  })
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() }
}

function inputOf({ stdin, typed }: RunOptions): Readable {
  if (typed === undefined) return Readable.from(stdin === undefined ? [] : [Buffer.from(stdin)])
  const terminal = new PassThrough()
  terminal.write(typed)
  return terminal
}

function collecting(onOutput?: (text: string) => void) {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      onOutput?.(chunk.toString())
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString() }
}
