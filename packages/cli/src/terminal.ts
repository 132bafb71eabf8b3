import type { Readable, Writable } from 'node:stream'
import type { Environment } from './environment.ts'

/** Where a command reads and writes: results to `stdout`, progress and messages to `stderr`. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable
  readonly stderr: Writable
  /** Width that results must fit; undefined where nobody looks (a pipe, a file), so nothing is cut. */
  readonly columns: number | undefined
  readonly stdoutHasColor: boolean
  readonly stderrIsTty: boolean
  /** Aborts at the first Ctrl-C or SIGTERM; from the first call on, only a second one ends the process at once. */
  readonly interruption: () => AbortSignal
}

export function processTerminal(environment: Environment): Terminal {
  // `pawl traces list | head` closes our output early; that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  let interruption: AbortController | undefined
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    stdoutHasColor: process.stdout.isTTY && !environment.noColor,
    stderrIsTty: process.stderr.isTTY,
    interruption: () => {
      if (interruption === undefined) {
        interruption = new AbortController()
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interruptOnce(interruption))
      }
      return interruption.signal
    },
  }
}

function interruptOnce(controller: AbortController): () => void {
  return () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
  }
}
