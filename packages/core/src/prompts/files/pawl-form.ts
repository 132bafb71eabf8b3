import { z } from 'zod'
import { isObject, type JsonObject, type JsonValue } from '../../traces/index.ts'
import {
  type PromptContent,
  type PromptMessage,
  promptContentSchema,
  promptMessageSchema,
} from '../content/prompt-content.ts'
import { extraKeys, readFacts, withExtra } from './file-facts.ts'
import type { PromptFile, ReadPromptFile, WrittenPromptFile } from './prompt-file.ts'
import { FieldReader, misfit } from './read-fields.ts'

const { model, parameters, tools, responseFormat } = promptContentSchema.shape
const contentKeys = ['model', 'parameters', 'messages', 'tools', 'responseFormat'] as const
const messageList = z.array(z.looseObject({}))

/**
 * A prompt in Pawl's own form: the fields of a content, where a message of one text says it as `content: …` and any
 * other lists its parts there.
 * @throws AppError `bad_request` naming the path and what is wrong there
 */
export function readPawlForm(document: JsonObject): ReadPromptFile {
  const reader = new FieldReader()
  const messages = reader.read(messageList, document.messages ?? [], 'messages').map((message, index) => {
    return readMessage(message as JsonObject, `messages[${index}]`, reader)
  })
  const content: PromptContent = {
    model: reader.read(model, document.model, 'model'),
    messages,
    parameters: reader.read(parameters, document.parameters ?? undefined, 'parameters'),
    tools: reader.read(tools, document.tools ?? undefined, 'tools'),
  }
  const format = document.responseFormat ?? undefined
  if (format !== undefined) content.responseFormat = reader.read(responseFormat, format, 'responseFormat')
  const file = { ...readFacts(document, reader), content, extra: extraKeys(document, contentKeys, reader) }
  return { file, unknownKeys: reader.unknownKeys }
}

function readMessage(message: JsonObject, at: string, reader: FieldReader): PromptMessage {
  const { content, ...frame } = message
  if (content === undefined || content === null) {
    throw misfit(`${at}.content`, 'is missing', 'Write the text of the message, or a list of parts')
  }
  if (typeof content !== 'string' && !Array.isArray(content)) {
    throw misfit(
      `${at}.content`,
      'is neither a text nor a list of parts',
      'Put a text that reads as a number in quotes',
    )
  }
  const parts: JsonValue = typeof content === 'string' ? [{ type: 'text', content }] : content
  const whole = reader.read(promptMessageSchema.shape.parts, parts, `${at}.content`)
  const { role, name } = reader.read(promptMessageSchema.omit({ parts: true }), frame, at)
  return { role, ...(name !== undefined && { name }), parts: whole }
}

/** @throws AppError `bad_request` when an extra key has the name of a field */
export function writePawlForm(file: PromptFile): WrittenPromptFile {
  const { content, extra: _, testData, evaluators, ...facts } = file
  const document: JsonObject = {
    ...facts,
    model: content.model,
    ...(Object.keys(content.parameters).length > 0 && { parameters: content.parameters }),
    messages: content.messages.map(writeMessage),
    ...(content.tools.length > 0 && { tools: content.tools.map((tool): JsonObject => ({ ...tool })) }),
    ...(content.responseFormat !== undefined && { responseFormat: { ...content.responseFormat } }),
    ...(testData !== undefined && { testData }),
    ...(evaluators !== undefined && { evaluators }),
  }
  return { document: withExtra(document, file, contentKeys), losses: [] }
}

function writeMessage({ parts, ...frame }: PromptMessage): JsonObject {
  const [part] = parts
  if (parts.length === 1 && part?.type === 'text') return { ...frame, content: part.content }
  return { ...frame, content: parts.map((item): JsonObject => ({ ...item })).filter(isObject) }
}
