import { AppError } from '@pawl/core'
import { createPawlClient, type PawlClient } from '@pawl/sdk'
import type { Command } from 'commander'
import { type ApiClient, createApiClient } from './api/api-client.ts'
import type { Environment } from './environment.ts'
import { createPaint, type Paint } from './layout/paint.ts'
import type { Terminal } from './terminal.ts'

/** What every command is given. Built from its global options when it runs. */
export interface CommandContext {
  readonly api: ApiClient
  /** For what the SDK does: working on runs. */
  readonly pawl: PawlClient
  /** As it was named; undefined where the key or the server decides. */
  readonly project: string | undefined
  readonly terminal: Terminal
  readonly environment: Environment
  readonly format: OutputFormat
  readonly paint: Paint
  /** The answer: `value` as JSON, or the text of `pretty`. */
  readonly printResult: (value: unknown, pretty: () => string) => void
  /** A sentence about progress, on stderr. */
  readonly note: (text: string) => void
}

export type OutputFormat = 'pretty' | 'json'
export const outputFormats = ['pretty', 'json'] as const satisfies readonly OutputFormat[]
export const defaultServerUrl = 'http://127.0.0.1:4318'

interface GlobalOptions {
  readonly server?: string
  readonly key?: string
  readonly project?: string
  readonly format?: OutputFormat
}

export interface ProgramContext {
  readonly terminal: Terminal
  readonly environment: Environment
  /** Set by a command that ends in neither success nor a thrown error. */
  exitCode: number
}

/** What a project file says where neither the command line nor the environment does. */
export interface ConnectionDefaults {
  readonly server?: string | undefined
  readonly project?: string | undefined
}

/** The server that the command line or the environment names. */
export function namedServer(command: Command, { environment }: ProgramContext): string | undefined {
  return command.optsWithGlobals<GlobalOptions>().server ?? environment.serverUrl
}

export function contextOf(
  command: Command,
  { terminal, environment }: ProgramContext,
  defaults: ConnectionDefaults = {},
): CommandContext {
  const options = command.optsWithGlobals<GlobalOptions>()
  const format = options.format ?? 'pretty'
  const serverUrl = options.server ?? environment.serverUrl ?? defaults.server ?? defaultServerUrl
  const key = options.key ?? environment.key
  const project = options.project ?? environment.project ?? defaults.project
  return {
    project,
    // Made when first used: `pawl doctor` and `pawl serve` run with a wrong server address too.
    get api() {
      return createApiClient({ serverUrl, key, project })
    },
    get pawl() {
      return createPawlClient({
        baseUrl: serverUrl,
        ...(key === undefined ? {} : { apiKey: key }),
        ...(project === undefined ? {} : { project }),
      })
    },
    terminal,
    environment,
    format,
    paint: createPaint(format === 'pretty' && terminal.stdoutHasColor),
    printResult: (value, pretty) => {
      terminal.stdout.write(format === 'json' ? `${JSON.stringify(value, null, 2)}\n` : pretty())
    },
    note: (text) => {
      terminal.stderr.write(`${text}\n`)
    },
  }
}

/** A number that was typed as an option's value. */
export function numberArgument(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new AppError('bad_request', `"${text}" is not a number.`, { fix: 'Give a number, for example 0.5.' })
  }
  return value
}

/** The values of an option that may be given several times, in their order. */
export const collected = (value: string, before: readonly string[] = []): string[] => [...before, value]
