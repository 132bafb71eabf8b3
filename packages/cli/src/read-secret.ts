import { AppError } from '@pawl/core'
import type { Environment } from './environment.ts'
import type { Terminal } from './terminal.ts'

const ctrlC = '\u0003'
const backspaces = ['\u007f', '\b']

interface SecretSources {
  readonly terminal: Terminal
  readonly environment: Environment
}

interface AskedSecret {
  readonly question: string
  /** A command that pipes it in. */
  readonly example: string
  /** Names the variable that holds it. */
  readonly option: string
  /** What was given with that option. */
  readonly variable: string | undefined
}

/**
 * One line that nobody else should see: typed without an echo at a terminal, else the first line of standard input.
 * Or from a variable; never an argument, which every user of the machine could read in the list of processes.
 *
 * @throws AppError `bad_request` when there is nothing
 */
export async function readSecret(
  { terminal: { stdin, stderr }, environment }: SecretSources,
  { question, example, option, variable }: AskedSecret,
): Promise<string> {
  if (variable !== undefined) {
    const value = environment.variable(variable)
    if (value !== undefined) return value
    throw new AppError('bad_request', `The variable ${variable} is not set.`, { where: option })
  }
  const isTty = stdin.isTTY === true
  if (isTty) stderr.write(`${question}: `)
  const typed = await withoutEcho(stdin, () => firstLine(stdin))
  if (isTty) stderr.write('\n')
  const secret = typed.trim()
  if (secret !== '') return secret
  throw new AppError('bad_request', 'Nothing was given.', {
    where: 'standard input',
    fix: `Type it, pipe it in (\`${example}\`), or name the variable that holds it with ${option}.`,
  })
}

async function firstLine(stdin: Terminal['stdin']): Promise<string> {
  let line = ''
  for await (const chunk of stdin) {
    for (const char of String(chunk)) {
      if (char === '\n' || char === '\r') return line
      if (char === ctrlC) throw Object.assign(new Error('interrupted'), { name: 'AbortError' })
      line = backspaces.includes(char) ? line.slice(0, -1) : line + char
    }
  }
  return line
}

async function withoutEcho<Result>(stdin: Terminal['stdin'], read: () => Promise<Result>): Promise<Result> {
  const setRawMode = 'setRawMode' in stdin ? (stdin.setRawMode as (isRaw: boolean) => void).bind(stdin) : undefined
  if (stdin.isTTY !== true || setRawMode === undefined) return read()
  setRawMode(true)
  try {
    return await read()
  } finally {
    setRawMode(false)
  }
}
