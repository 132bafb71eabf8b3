import { PassThrough } from 'node:stream'
import type { Command } from 'commander'
import { createProgram } from '../create-program.ts'

/** The command tree, to be looked at; nothing of it is run. */
export function describedProgram(): Command {
  const stdin = Object.assign(new PassThrough(), { isTTY: false })
  return createProgram({
    environment: {
      serverUrl: undefined,
      key: undefined,
      project: undefined,
      dataDir: undefined,
      noColor: true,
      threadPoolSize: 16,
      variable: () => undefined,
    },
    terminal: {
      stdin,
      stdout: new PassThrough(),
      stderr: new PassThrough(),
      columns: undefined,
      stdoutHasColor: false,
      stderrIsTty: false,
      interruption: () => new AbortController().signal,
    },
    exitCode: 0,
  })
}
