import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const builtProgram = fileURLToPath(new URL('../../bin/pawl.js', import.meta.url))
export const isBuilt = existsSync(new URL('../../dist/main.js', import.meta.url))

export interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves with the match as soon as the output has it; fails when the program ends before. */
  readonly output: (pattern: RegExp) => Promise<RegExpExecArray>
}

export interface Start {
  readonly program?: string
  readonly nodeWords?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** Starts the built program in a process of its own, with an empty environment. */
export function startProgram(words: readonly string[], start: Start = {}): Running {
  const { program = builtProgram, nodeWords = [], env = {}, cwd } = start
  const child = spawn(process.execPath, [...nodeWords, program, ...words], {
    env,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const collected = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      collected[name] += chunk.toString()
    })
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      // As shells have it.
      const exitCode = signal === null ? code : 128 + constants.signals[signal]
      resolve({ exitCode, ...collected })
    })
  })
  const output = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(collected.stdout + collected.stderr)
        if (match !== null) resolve(match)
      }
      child.stdout.on('data', look)
      child.stderr.on('data', look)
      child.on('close', () => reject(new Error(`ended without ${pattern}:\n${collected.stdout}${collected.stderr}`)))
      look()
    })
  return { child, ended, output }
}
