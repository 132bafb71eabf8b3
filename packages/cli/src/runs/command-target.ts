import { type ChildProcess, spawn } from 'node:child_process'
import { jsonOrUndefined } from '@pawl/core'
import { isTargetAnswer, type TargetFunction } from '@pawl/sdk'
import { childEnvironment } from '../environment.ts'

const maxOutputBytes = 16 * 1024 * 1024
const shownErrorLines = 20

/**
 * Runs a command of the shell for each trial: the row as JSON on its standard input, its output on standard output. Text is
 * the output itself; a JSON object or list is taken as JSON, and one with `output` may also say `toolCalls` and `usage`.
 * `TRACEPARENT` is in its environment. A command that takes too long ends with everything it started.
 */
export function commandTarget(command: string): TargetFunction {
  return async (row, { runId, trial, attempt, traceparent, signal }) => {
    signal.throwIfAborted()
    const child = spawn(command, {
      shell: true,
      // A group of its own, so that what it starts ends with it.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: childEnvironment({
        TRACEPARENT: traceparent,
        PAWL_RUN_ID: runId,
        PAWL_ROW_ID: row.id,
        PAWL_TRIAL: String(trial),
      }),
    })
    const end = () => killGroup(child)
    signal.addEventListener('abort', end, { once: true })
    try {
      // A command that does not read its input is no failure.
      child.stdin.on('error', () => undefined)
      child.stdin.end(`${JSON.stringify({ ...row, runId, trial, attempt })}\n`)
      const [output, errors, ending] = await Promise.all([
        readAll(child.stdout, () => end()),
        readTail(child.stderr),
        endOf(child),
      ])
      signal.throwIfAborted()
      if (output === undefined) throw new Error(`The command wrote more than ${maxOutputBytes} bytes`)
      if (ending !== '') throw new Error(errors === '' ? `The command ${ending}` : `The command ${ending}: ${errors}`)
      return readOutput(output)
    } finally {
      signal.removeEventListener('abort', end)
    }
  }
}

function readOutput(text: string): unknown {
  const trimmed = text.trim()
  const value = /^[{[]/.test(trimmed) ? jsonOrUndefined(trimmed) : undefined
  if (value === undefined) return text.replace(/\r?\n$/, '')
  return isTargetAnswer(value) ? value : { output: value }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // It has ended already.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** '' for success, else how it ended. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve('')
      else resolve(code === null ? `was ended by ${signal}` : `ended with code ${code}`)
    })
  })
}

async function readAll(stream: AsyncIterable<Buffer>, onTooLong: () => void): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    length += chunk.length
    if (length <= maxOutputBytes) chunks.push(chunk)
    else onTooLong()
  }
  return length > maxOutputBytes ? undefined : Buffer.concat(chunks).toString()
}

async function readTail(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of stream) text = (text + chunk.toString()).slice(-8_000)
  return text.trim().split('\n').slice(-shownErrorLines).join('\n')
}
