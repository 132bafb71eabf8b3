import {
  type ModelProvider,
  type ModelProviderChange,
  modelProviderListSchema,
  modelProviderSchema,
  providerTestSchema,
} from '@pawl/core'
import type { Command } from 'commander'
import { z } from 'zod'
import { type CommandContext, contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { safeLine } from '../layout/safe-text.ts'
import { type Column, renderTable } from '../layout/table.ts'
import { readSecret } from '../read-secret.ts'

interface SetOptions {
  readonly askKey?: boolean
  readonly keyEnv?: string
  readonly removeKey?: boolean
  readonly baseUrl?: string
  readonly default?: boolean
  readonly maxConcurrency?: number
  readonly requestsPerMinute?: number | 'none'
  readonly tokensPerMinute?: number | 'none'
}

export function addModelsCommands(program: Command, programContext: ProgramContext): void {
  const models = program.command('models').description('set up the providers whose models Pawl calls')
  models
    .command('list')
    .description('list providers with what is set up of each')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const list = await context.api.fetchAnswer('/api/providers', modelProviderListSchema)
      context.printResult(list, () =>
        renderTable(list.providers, columns, { width: context.terminal.columns, paint: context.paint }),
      )
    })
  addSetCommand(models, programContext)
  models
    .command('test')
    .description('make one tiny call, which the provider may charge for')
    .argument('<provider>', 'as listed by pawl models list')
    .option('--model <model>', 'the model to ask; a small one of the provider when left out')
    .action(async (name: string, options: { readonly model?: string }, command: Command) => {
      const context = contextOf(command, programContext)
      const test = await context.api.fetchAnswer(`${pathOf(name)}/test`, providerTestSchema, {
        method: 'POST',
        body: options,
      })
      context.printResult(
        test,
        () =>
          `${name} answers: ${safeLine(test.model)} said "${safeLine(test.text)}" in ${Math.round(test.latencyMs)} ms.\n`,
      )
    })
  models
    .command('remove')
    .description('remove what is stored of a provider; what the environment of the server says of it stays')
    .argument('<provider>', 'as listed by pawl models list')
    .action(async (name: string, _options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      await context.api.fetchAnswer(pathOf(name), z.unknown(), { method: 'DELETE' })
      context.printResult({ name, removed: true }, () => `Removed ${name}.\n`)
    })
}

function addSetCommand(models: Command, programContext: ProgramContext): void {
  models
    .command('set')
    .description('store a key, an address or limits; the key is typed, piped in or read from a variable')
    .argument('<provider>', 'openai, anthropic, google, or a name of your own for an OpenAI-compatible one')
    .option('--ask-key', 'read the key from standard input; what happens when no other option is given')
    .option('--key-env <variable>', 'read the key from this variable')
    .option('--remove-key', 'forget the stored key')
    .option('--base-url <url>', 'its address, for example http://127.0.0.1:11434/v1; "default" for its own')
    .option('--default', 'take models that are named without a provider to be here')
    .option('--max-concurrency <n>', 'calls at once', numberArgument)
    .option('--requests-per-minute <n>', 'a number, or "none"', limitArgument)
    .option('--tokens-per-minute <n>', 'a number, or "none"', limitArgument)
    .action(async (name: string, options: SetOptions, command: Command) => {
      const context = contextOf(command, programContext)
      const set = await context.api.fetchAnswer(pathOf(name), modelProviderSchema, {
        method: 'PUT',
        body: await changeOf(name, options, context),
      })
      context.printResult(set, () => `${describe(set)}\n`)
    })
}

async function changeOf(name: string, options: SetOptions, context: CommandContext): Promise<ModelProviderChange> {
  const { baseUrl, maxConcurrency, requestsPerMinute, tokensPerMinute } = options
  const limits = {
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    ...(requestsPerMinute !== undefined && { requestsPerMinute: limitOf(requestsPerMinute) }),
    ...(tokensPerMinute !== undefined && { tokensPerMinute: limitOf(tokensPerMinute) }),
  }
  const apiKey = await keyOf(name, options, context)
  return {
    ...(apiKey !== undefined && { apiKey }),
    ...(baseUrl !== undefined && { baseUrl: baseUrl === 'default' ? null : baseUrl }),
    ...(options.default === true && { isDefault: true }),
    ...(Object.keys(limits).length > 0 && { limits }),
  }
}

/** Undefined leaves the key as it is. */
async function keyOf(
  name: string,
  options: SetOptions,
  { environment, terminal }: CommandContext,
): Promise<string | null | undefined> {
  if (options.removeKey === true) return null
  const isAsked = options.askKey === true || options.keyEnv !== undefined || Object.keys(options).length === 0
  if (!isAsked) return undefined
  const example = 'pawl models set openai < key.txt'
  const asked = { question: `Key of ${name}`, example, option: '--key-env', variable: options.keyEnv }
  return readSecret({ terminal, environment }, asked)
}

/** Not null for "none": commander makes an empty text of it. */
const limitArgument = (text: string): number | 'none' => (text === 'none' ? text : numberArgument(text))

const limitOf = (limit: number | 'none'): number | null => (limit === 'none' ? null : limit)

const pathOf = (name: string): string => `/api/providers/${encodeURIComponent(name)}`

const columns: readonly Column<ModelProvider>[] = [
  { title: 'PROVIDER', cell: (provider) => provider.name },
  { title: 'SET UP', cell: stateOf, minWidth: 12 },
  { title: 'KEY', cell: ({ keyEnding }) => (keyEnding === null ? '' : `…${keyEnding}`) },
  { title: 'DEFAULT', cell: ({ isDefault, isConfigured }) => (isDefault && isConfigured ? 'yes' : '') },
  { title: 'ADDRESS', cell: ({ baseUrl }) => baseUrl ?? '', dropOrder: 2 },
  { title: 'LIMITS', cell: limitsOf, dropOrder: 1 },
]

function stateOf({ isConfigured, source, keyVariable }: ModelProvider): string {
  if (!isConfigured) return keyVariable === null ? 'no' : `no (${keyVariable} is not set)`
  return source === 'environment' ? `by ${keyVariable ?? 'the environment'}` : 'stored'
}

function limitsOf({ limits }: ModelProvider): string {
  const { maxConcurrency, requestsPerMinute, tokensPerMinute } = limits
  return [
    `${maxConcurrency} at once`,
    ...(requestsPerMinute === null ? [] : [`${requestsPerMinute} calls/min`]),
    ...(tokensPerMinute === null ? [] : [`${tokensPerMinute} tokens/min`]),
  ].join(', ')
}

const describe = (provider: ModelProvider): string =>
  provider.isConfigured
    ? `${provider.name} is set up${provider.keyEnding === null ? '' : ` with the key …${provider.keyEnding}`}. Try it: pawl models test ${provider.name}`
    : `${provider.name} is stored, but has no key yet: pawl models set ${provider.name}`
