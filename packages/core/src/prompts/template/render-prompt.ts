import { AppError } from '../../errors/index.ts'
import type { JsonValue, Message, MessagePart } from '../../traces/index.ts'
import type { PromptContent, PromptMessage } from '../content/prompt-content.ts'
import { findVariables } from './find-variables.ts'
import { mapPartTexts } from './map-part-texts.ts'
import { parseTemplate } from './parse-template.ts'
import { isMessageList, isPartList, readMessagesValue } from './read-messages-value.ts'

/** What a row gives to a prompt. */
export interface PromptInput {
  readonly variables: { readonly [name: string]: JsonValue }
  /** Follow the prompt's own, as they are: nothing in them is a template. */
  readonly messages: readonly Message[]
}

export interface RenderedPrompt {
  readonly messages: readonly Message[]
  /** Given by the row and named nowhere in the prompt: often a misspelt name. */
  readonly unusedVariables: readonly string[]
}

/**
 * The messages that a model is sent. Values are put in once and never read as templates, so row data with `{{x}}` in
 * it stays as it is. Text goes in as it is, any other value as JSON. A variable alone in its message may also hold a
 * list of messages, which take the message's place (an empty list: nothing does), or a list of parts; one alone in a
 * text inside JSON (a tool's arguments or result) puts in its value as it is.
 *
 * @throws AppError `bad_request` naming every variable that the row does not give, or when there is no message at all
 */
export function renderPrompt(content: Pick<PromptContent, 'messages'>, input: PromptInput): RenderedPrompt {
  const { names } = findVariables(content)
  refuseMissing(names, input)
  const own = content.messages.flatMap((message) => renderMessage(message, input.variables))
  const messages = [...own, ...input.messages]
  if (messages.length === 0) {
    throw new AppError('bad_request', 'There is nothing to send: neither the prompt nor the row has a message', {
      where: 'messages',
      fix: 'Give the prompt or the row at least one message',
    })
  }
  const unusedVariables = Object.keys(input.variables).filter((name) => !names.includes(name))
  return { messages, unusedVariables }
}

function refuseMissing(names: readonly string[], { variables }: PromptInput): void {
  const missing = names.filter((name) => !Object.hasOwn(variables, name))
  if (missing.length === 0) return
  const list = missing.map((name) => `"${name}"`).join(', ')
  throw new AppError(
    'bad_request',
    `The prompt needs ${missing.length === 1 ? 'a variable' : 'variables'} that the row does not give: ${list}`,
    {
      where: missing.map((name) => `variables.${name}`).join(', '),
      fix: 'Give each a value in the row, or write \\{{name}} in the prompt where the braces are meant as text',
    },
  )
}

type Variables = PromptInput['variables']

function renderMessage(message: PromptMessage, variables: Variables): readonly Message[] {
  const alone = variableAlone(message)
  if (alone !== undefined) {
    const value = variables[alone] ?? null
    if (isMessageList(value)) return readMessagesValue(alone, value)
    if (isPartList(value)) return [{ ...message, parts: value }]
  }
  const maps = {
    text: (template: string) => renderText(template, variables),
    json: (template: string) => renderJson(template, variables),
  }
  return [{ ...message, parts: message.parts.map((part): MessagePart => mapPartTexts(part, maps)) }]
}

/** The variable that is all a message says but for blanks, which files put around it. */
function variableAlone({ parts }: PromptMessage): string | undefined {
  const [part] = parts
  if (parts.length !== 1 || part?.type !== 'text') return undefined
  const [segment, ...more] = parseTemplate(part.content.trim())
  return segment?.type === 'variable' && more.length === 0 ? segment.name : undefined
}

function renderJson(template: string, variables: Variables): JsonValue {
  const [segment, ...more] = parseTemplate(template)
  if (segment?.type === 'variable' && more.length === 0) return variables[segment.name] ?? null
  return renderText(template, variables)
}

function renderText(template: string, variables: Variables): string {
  return parseTemplate(template)
    .map((segment) => (segment.type === 'text' ? segment.text : textOfValue(variables[segment.name] ?? null)))
    .join('')
}

function textOfValue(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
