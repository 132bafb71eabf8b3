import { z } from 'zod'
import { AppError } from '../../errors/index.ts'
import { isObject, type JsonObject, type JsonValue } from '../../traces/index.ts'
import {
  type PromptContent,
  type PromptMessage,
  promptContentSchema,
  type ResponseFormat,
  responseFormatSchema,
} from '../content/prompt-content.ts'
import { parsePlainTemplate, parseTemplate, writeTemplate } from '../template/parse-template.ts'
import { extraKeys, readFacts, withExtra } from './file-facts.ts'
import type { PromptFile, ReadPromptFile, WrittenPromptFile } from './prompt-file.ts'
import { FieldReader, misfit } from './read-fields.ts'

/** GitHub's own reader (gh-models, pkg/prompt/prompt.go) ignores keys it does not know: `tools` is ours. */
const contentKeys = ['model', 'modelParameters', 'messages', 'responseFormat', 'jsonSchema', 'tools'] as const
const { model, parameters, tools } = promptContentSchema.shape

const parameterNames: readonly (readonly [github: string, ours: string])[] = [
  ['maxTokens', 'max_tokens'],
  ['topP', 'top_p'],
  ['topK', 'top_k'],
  ['frequencyPenalty', 'frequency_penalty'],
  ['presencePenalty', 'presence_penalty'],
  ['stop', 'stop_sequences'],
]

const messageSchema = z.strictObject({
  role: z
    .string()
    .transform((role) => role.toLowerCase())
    .pipe(z.enum(['system', 'user', 'assistant'])),
  content: z.string(),
})

/**
 * A prompt in the form of GitHub Models (`.prompt.yml`): one text a message, `modelParameters` in camel case,
 * `jsonSchema` as JSON text. Its templates know no escape, so a backslash before a variable is a backslash.
 * @throws AppError `bad_request` naming the path and what is wrong there
 */
export function readGithubForm(document: JsonObject): ReadPromptFile {
  const reader = new FieldReader()
  const sent = reader.read(z.array(messageSchema), document.messages, 'messages')
  const renamed = rename(reader.read(parameterObject, document.modelParameters ?? {}, 'modelParameters'))
  const content: PromptContent = {
    model: reader.read(model, document.model, 'model'),
    messages: sent.map(({ role, content: text }) => ({
      role,
      parts: [{ type: 'text', content: writeTemplate(parsePlainTemplate(text)) }],
    })),
    parameters: reader.read(parameters, renamed, 'modelParameters'),
    tools: reader.read(tools, document.tools ?? undefined, 'tools'),
  }
  const format = readFormat(document, reader)
  if (format !== undefined) content.responseFormat = format
  const file = { ...readFacts(document, reader), content, extra: extraKeys(document, contentKeys, reader) }
  return { file, unknownKeys: reader.unknownKeys }
}

const parameterObject = z.record(z.string(), z.unknown())

function rename(sent: Record<string, unknown>): JsonObject {
  const renamed = new Map<string, JsonValue>()
  for (const [key, value] of Object.entries(sent)) {
    const name = parameterNames.find(([github]) => github === key)?.[1] ?? key
    if (renamed.has(name)) throw misfit(`modelParameters.${key}`, `says ${name} a second time`, 'Keep one of the two')
    renamed.set(name, value as JsonValue)
  }
  return Object.fromEntries(renamed)
}

function readFormat(document: JsonObject, reader: FieldReader): ResponseFormat | undefined {
  const said = document.responseFormat ?? undefined
  const given = document.jsonSchema ?? undefined
  const kind = reader.read(z.enum(['text', 'json_object', 'json_schema']).optional(), said, 'responseFormat')
  if (given !== undefined && kind !== 'json_schema' && kind !== undefined) {
    throw misfit('jsonSchema', `has no use with responseFormat ${kind}`, 'Write responseFormat: json_schema')
  }
  if (kind === 'text' || (kind === undefined && given === undefined)) return undefined
  if (kind === 'json_object') return { type: 'json_object' }
  if (given === undefined) {
    throw misfit('jsonSchema', 'is missing, and responseFormat is json_schema', 'Add it, or write json_object')
  }
  const schema = openSchema(given)
  // Early files hold the bare schema; the form wraps it as {name, strict, schema}.
  const wrapped = isObject(schema.schema) ? schema : { schema }
  return reader.read(responseFormatSchema, { type: 'json_schema', ...wrapped }, 'jsonSchema')
}

function openSchema(given: JsonValue): JsonObject {
  const problem = 'is neither JSON text nor a mapping'
  let value: unknown = given
  if (typeof given === 'string') {
    try {
      value = JSON.parse(given)
    } catch (cause) {
      throw new AppError('bad_request', `jsonSchema: ${problem}`, {
        where: 'jsonSchema',
        fix: 'Correct the JSON',
        cause,
      })
    }
  }
  if (!isObject(value)) throw misfit('jsonSchema', problem, 'Write {"name": "…", "strict": true, "schema": {…}}')
  return value
}

/**
 * @throws AppError `bad_request` for a message that the form cannot hold (an image, a tool's call or result), or when
 * an extra key has the name of a field
 */
export function writeGithubForm(file: PromptFile): WrittenPromptFile {
  const { content, name, description, note, testData, evaluators } = file
  const losses: string[] = []
  if (note !== undefined) losses.push('note: this form has none')
  if (content.tools.length > 0) losses.push('tools: kept in the file, but GitHub does not read them')
  const document: JsonObject = {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    model: content.model,
    ...(Object.keys(content.parameters).length > 0 && { modelParameters: writeParameters(content) }),
    ...writeFormat(content.responseFormat),
    messages: content.messages.map((message, index) => writeMessage(message, `messages[${index}]`, losses)),
    ...(content.tools.length > 0 && { tools: content.tools.map((tool): JsonObject => ({ ...tool })) }),
    ...(testData !== undefined && { testData }),
    ...(evaluators !== undefined && { evaluators }),
  }
  return { document: withExtra(document, file, contentKeys), losses }
}

function writeParameters({ parameters: ours }: PromptContent): JsonObject {
  return Object.fromEntries(
    Object.entries(ours).map(([key, value]) => [parameterNames.find(([, own]) => own === key)?.[0] ?? key, value]),
  )
}

function writeFormat(format: ResponseFormat | undefined): JsonObject {
  if (format === undefined) return {}
  const { type, ...schema } = format
  return type === 'json_object'
    ? { responseFormat: type }
    : { responseFormat: type, jsonSchema: JSON.stringify(schema, null, 2) }
}

function writeMessage({ role, name, parts }: PromptMessage, at: string, losses: string[]): JsonObject {
  const [part] = parts
  if (role === 'tool' || parts.length !== 1 || part?.type !== 'text') {
    const problem = role === 'tool' ? 'is the result of a tool' : 'is more than one text'
    throw misfit(at, `${problem}, which GitHub's form cannot hold`, "Write the prompt in Pawl's own form")
  }
  if (name !== undefined) losses.push(`${at}.name: this form has none`)
  const segments = parseTemplate(part.content)
  const text = segments.map((segment) => (segment.type === 'text' ? segment.text : segment.source)).join('')
  if (writeTemplate(parsePlainTemplate(text)) !== part.content) {
    losses.push(`${at}.content: braces that are text here are a variable there`)
  }
  return { role, content: text }
}
