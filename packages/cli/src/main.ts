import { createProgram } from './create-program.ts'
import { type Environment, readEnvironment } from './environment.ts'
import { reportError } from './report-error.ts'
import { processTerminal, type Terminal } from './terminal.ts'

export interface MainOptions {
  readonly environment?: Environment
  readonly terminal?: Terminal
}

/** Runs one command line (without `node` and the program's name) to its end. Returns the exit code and never throws. */
export async function main(words: readonly string[], options: MainOptions = {}): Promise<number> {
  const environment = options.environment ?? readEnvironment()
  const terminal = options.terminal ?? processTerminal(environment)
  const context = { terminal, environment, exitCode: 0 }
  try {
    await createProgram(context).parseAsync(words, { from: 'user' })
    return context.exitCode
  } catch (error) {
    const { text, exitCode } = reportError(error)
    terminal.stderr.write(text)
    return exitCode
  }
}
