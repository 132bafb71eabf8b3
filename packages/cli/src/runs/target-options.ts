import { readFile } from 'node:fs/promises'
import { AppError, type NewTargetSpec } from '@pawl/core'
import type { TargetFunction } from '@pawl/sdk'
import { type Command, Option } from 'commander'
import { collected, numberArgument } from '../command-context.ts'
import { commandTarget } from './command-target.ts'
import { loadModuleTarget } from './module-target.ts'
import { recordedFileTarget } from './recorded-file-target.ts'

export interface TargetOptions {
  readonly prompt?: string
  readonly model?: string
  readonly maxSteps?: number
  readonly target?: string
  readonly http?: string
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'GET'
  readonly header?: readonly string[]
  readonly body?: string
  readonly outputPath?: string
  readonly toolCallsPath?: string
  readonly usagePath?: string
  readonly attempts?: number
  readonly command?: string
  readonly recorded?: string | true
  readonly timeoutS?: number
  readonly traceWaitS?: number
  readonly targetName?: string
  readonly targetVersion?: string
}

/** The options that say what rows are run against. */
export function addTargetOptions(command: Command): Command {
  return command
    .option('--prompt <ref>', 'a prompt: name, name@3, name@<start of an id> or name@<environment>')
    .option('--model <model>', 'with --prompt: instead of its own model')
    .option('--max-steps <n>', 'with --prompt: model calls of one trial at most (10)', numberArgument)
    .option('--target <module>', 'a module whose default export is called with (row, trial)')
    .option('--http <url>', 'an address that each row is sent to')
    .addOption(new Option('--method <method>', 'with --http').choices(['POST', 'PUT', 'PATCH', 'GET']))
    .option('--header <name:value>', 'with --http (may be repeated)', collected)
    .option(
      '--body <json>',
      'with --http: its body with {{input}}, {{rowId}}, {{variable}}; @file reads it from a file',
    )
    .option('--output-path <path>', 'with --http: where in the answer the output is, as in choices[0].message.content')
    .option('--tool-calls-path <path>', 'with --http: where the tool calls are')
    .option('--usage-path <path>', 'with --http: where the token counts are')
    .option('--attempts <n>', 'with --http: calls in all while they fail (3)', numberArgument)
    .option('--command <command>', 'a command: the row as JSON on stdin, the output on stdout')
    .option('--recorded [file]', 'what was recorded: at the source of each row, or in a file of JSON lines')
    .option('--timeout-s <seconds>', 'of one trial', numberArgument)
    .option(
      '--trace-wait-s <seconds>',
      'how long the spans that the agent sends of a trial are awaited, for its tool calls, tokens and cost (0)',
      numberArgument,
    )
    .option('--target-name <name>', 'what the target is called in lists')
    .option('--target-version <version>', 'which version of it runs: a commit, a release')
}

export interface ChosenTarget {
  readonly spec: NewTargetSpec
  /** What makes a trial here; null where the server does. */
  readonly run: TargetFunction | null
  readonly timeoutMs: number | undefined
}

const choices = ['prompt', 'target', 'http', 'command', 'recorded'] as const

/** @throws AppError `bad_request` unless exactly one target is named */
export async function chooseTarget(options: TargetOptions): Promise<ChosenTarget> {
  const named = choices.filter((name) => options[name] !== undefined)
  const [kind] = named
  if (kind === undefined || named.length > 1) {
    const what = kind === undefined ? 'No target is named' : `Several targets are named (--${named.join(', --')})`
    throw new AppError('bad_request', `${what}.`, {
      fix: 'Give one of --prompt name@version, --target ./agent.ts, --http url, --command "python agent.py", --recorded [file].',
    })
  }
  const timeoutMs = options.timeoutS === undefined ? undefined : Math.round(options.timeoutS * 1000)
  return { ...(await targetOf(kind, options, timeoutMs)), timeoutMs }
}

async function targetOf(
  kind: (typeof choices)[number],
  options: TargetOptions,
  timeoutMs: number | undefined,
): Promise<Pick<ChosenTarget, 'spec' | 'run'>> {
  const { targetName, targetVersion } = options
  const said = {
    ...(targetName === undefined ? {} : { name: targetName }),
    ...(targetVersion === undefined ? {} : { version: targetVersion }),
  }
  const limit = timeoutMs === undefined ? {} : { timeoutMs }
  const join = options.traceWaitS === undefined ? {} : { traceWaitMs: Math.round(options.traceWaitS * 1000) }
  switch (kind) {
    case 'prompt':
      return { spec: promptSpec(options, limit), run: null }
    case 'http':
      return { spec: { ...(await httpSpec(options)), ...limit, ...join, ...said }, run: null }
    case 'command': {
      const command = options.command ?? ''
      return { spec: { type: 'command', command, ...limit, ...join, ...said }, run: commandTarget(command) }
    }
    case 'target': {
      const file = options.target ?? ''
      const { target, name, version } = await loadModuleTarget(file)
      const ownName = name ?? (target.name === '' || target.name === 'default' ? file : target.name)
      return { spec: { type: 'function', name: ownName, version: version ?? null, ...join, ...said }, run: target }
    }
    case 'recorded': {
      if (typeof options.recorded !== 'string')
        return { spec: { type: 'recorded', from: 'source', ...said }, run: null }
      const run = await recordedFileTarget(options.recorded)
      return { spec: { type: 'recorded', from: 'file', name: options.recorded, ...said }, run }
    }
  }
}

function promptSpec({ prompt = '', model, maxSteps }: TargetOptions, limit: { timeoutMs?: number }): NewTargetSpec {
  return {
    type: 'prompt',
    prompt,
    ...(model === undefined ? {} : { model }),
    ...(maxSteps === undefined ? {} : { maxSteps }),
    ...limit,
  }
}

async function httpSpec(options: TargetOptions): Promise<Extract<NewTargetSpec, { type: 'http' }>> {
  const { http = '', method, header = [], body, outputPath, toolCallsPath, usagePath, attempts } = options
  return {
    type: 'http',
    url: http,
    headers: Object.fromEntries(header.map(readHeader)),
    ...(method === undefined ? {} : { method }),
    ...(body === undefined ? {} : { body: await readBody(body) }),
    ...(outputPath === undefined ? {} : { outputPath }),
    ...(toolCallsPath === undefined ? {} : { toolCallsPath }),
    ...(usagePath === undefined ? {} : { usagePath }),
    ...(attempts === undefined ? {} : { maxAttempts: attempts }),
  }
}

function readHeader(text: string): [string, string] {
  const colon = text.indexOf(':')
  if (colon > 0) return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
  throw new AppError('bad_request', `"${text}" is not a header.`, {
    where: '--header',
    fix: 'Write name:value, for example "authorization: Bearer …".',
  })
}

async function readBody(text: string): Promise<NonNullable<Extract<NewTargetSpec, { type: 'http' }>['body']>> {
  const json = text.startsWith('@') ? await readFile(text.slice(1), 'utf8') : text
  try {
    return JSON.parse(json)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new AppError('bad_request', `The body is not JSON: ${error.message}.`, {
      where: '--body',
      fix: 'Quote placeholders: {"question": "{{question}}", "all": "{{input}}"}.',
    })
  }
}
