import { AppError, type JsonValue, type PromptParameters, type PromptTool, type ResponseFormat } from '@pawl/core'
import type { Connection } from '../providers/connection.ts'
import { compatibleName } from './open-sdk-model.ts'
import type { SdkCallOptions } from './sdk-types.ts'

interface RequestSettings {
  readonly options: Omit<SdkCallOptions, 'prompt' | 'abortSignal'>
  /** What the SDK does not know, for the body of the request. */
  readonly bodyFields: { readonly [name: string]: JsonValue }
}

interface CallContent {
  readonly parameters: PromptParameters
  readonly tools: readonly PromptTool[]
  readonly responseFormat?: ResponseFormat | null | undefined
}

const numberSettings: ReadonlyMap<string, 'temperature' | 'topP' | 'frequencyPenalty' | 'presencePenalty' | 'seed'> =
  new Map([
    ['temperature', 'temperature'],
    ['top_p', 'topP'],
    ['frequency_penalty', 'frequencyPenalty'],
    ['presence_penalty', 'presencePenalty'],
    ['seed', 'seed'],
  ])

/** Spans say them as parameters, but whether to stream and what comes out is decided here, not by the prompt. */
const notSent: ReadonlySet<string> = new Set(['stream', 'stream_options', 'model', 'messages', 'n', 'choice_count'])

/**
 * Parameters, tools and format in the SDK's words. Names without a meaning there go into the body, but those of
 * conventions about the answer (`output.type`, `choice.count`), which no provider knows, are left out.
 */
export function toSdkOptions(connection: Pick<Connection, 'kind'>, content: CallContent): RequestSettings {
  const options: SettingsDraft = {}
  const bodyFields: { [name: string]: JsonValue } = {}
  for (const [name, value] of Object.entries(content.parameters)) {
    const setting = numberSettings.get(name)
    if (setting !== undefined) options[setting] = numberOf(name, value)
    else if (name === 'max_tokens') options.maxOutputTokens = numberOf(name, value)
    else if (name === 'top_k' && connection.kind !== 'openai-compatible') options.topK = numberOf(name, value)
    else if (name === 'stop_sequences' || name === 'stop') options.stopSequences = textsOf(name, value)
    else if (!notSent.has(name) && !name.includes('.')) bodyFields[name] = value
  }
  return {
    options: { ...options, ...formatOptions(content.responseFormat), ...toolOptions(content.tools) },
    bodyFields,
  }
}

type SettingsDraft = {
  -readonly [Name in keyof SdkCallOptions]?: SdkCallOptions[Name]
}

function formatOptions(format: ResponseFormat | null | undefined): SettingsDraft {
  if (format === null || format === undefined) return {}
  if (format.type === 'json_object') return { responseFormat: { type: 'json' } }
  const { schema, name, description, strict = false } = format
  return {
    responseFormat: { type: 'json', schema, name, ...(description !== undefined && { description }) },
    // The SDK's default is strict, which refuses many schemas; the providers' own is not.
    providerOptions: { openai: { strictJsonSchema: strict }, [compatibleName]: { strictJsonSchema: strict } },
  }
}

/** Without `execute`: whoever called answers. */
function toolOptions(tools: readonly PromptTool[]): SettingsDraft {
  if (tools.length === 0) return {}
  return {
    tools: tools.map(({ name, description, parameters }) => ({
      type: 'function' as const,
      name,
      ...(description !== undefined && { description }),
      inputSchema: schemaOf(parameters),
    })),
  }
}

type InputSchema = Extract<NonNullable<SdkCallOptions['tools']>[number], { type: 'function' }>['inputSchema']

function schemaOf(parameters: JsonValue | undefined): InputSchema {
  const isSchema = typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters)
  return isSchema ? (parameters as InputSchema) : { type: 'object', properties: {} }
}

function numberOf(name: string, value: JsonValue): number {
  if (typeof value === 'number') return value
  throw badParameter(name, 'a number')
}

function textsOf(name: string, value: JsonValue): string[] {
  const texts = [value].flat()
  if (texts.every((text) => typeof text === 'string')) return texts
  throw badParameter(name, 'a text or a list of texts')
}

const badParameter = (name: string, wanted: string): AppError =>
  new AppError('bad_request', `The parameter ${name} is not ${wanted}.`, {
    where: `parameters.${name}`,
    fix: `Give ${wanted}, or leave it out.`,
  })
