import { isArray, isRecord } from '../is-record.ts'
import { PawlError } from '../pawl-error.ts'
import type { ChatMessage, Json } from '../runs/run-messages.ts'
import { parseTemplate } from './parse-template.ts'
import type { PromptContent } from './prompt-content.ts'
import { isMessageList, isPartList, readMessagesValue } from './read-messages-value.ts'

export interface PromptInput {
  readonly variables: { readonly [name: string]: Json }
  /** Follow the prompt's own, as they are: nothing in them is a template. */
  readonly messages: readonly ChatMessage[]
}

export interface RenderedMessages {
  readonly messages: readonly ChatMessage[]
  /** Given and named nowhere in the prompt: often a misspelt name. */
  readonly unusedVariables: readonly string[]
}

type Part = ChatMessage['parts'][number]
type Variables = PromptInput['variables']

/**
 * The messages that a model is sent, by the server's rules: values are put in once and never read as templates. Text
 * goes in as it is, any other value as JSON. A variable alone in its message may hold a list of messages or of parts;
 * one alone in a text inside a tool's arguments or result puts in its value as it is.
 *
 * @throws PawlError `missing_variable` naming all that are missing; `unreadable_message`; `no_messages`
 */
export function renderPrompt(content: Pick<PromptContent, 'messages'>, input: PromptInput): RenderedMessages {
  const names = variablesOf(content)
  refuseMissing(names, input.variables)
  const own = content.messages.flatMap((message) => renderMessage(message, input.variables))
  const messages = [...own, ...input.messages]
  if (messages.length === 0) {
    throw new PawlError('There is nothing to send: neither the prompt nor the caller has a message.', {
      code: 'no_messages',
      fix: 'Give the prompt or the call at least one message.',
    })
  }
  return { messages, unusedVariables: Object.keys(input.variables).filter((name) => !names.has(name)) }
}

function variablesOf({ messages }: Pick<PromptContent, 'messages'>): ReadonlySet<string> {
  const names = new Set<string>()
  const note = (template: string) => {
    for (const segment of parseTemplate(template)) if ('variable' in segment) names.add(segment.variable)
    return template
  }
  for (const { parts } of messages) for (const part of parts) mapPartTexts(part, { text: note, json: note })
  return names
}

function refuseMissing(names: ReadonlySet<string>, variables: Variables): void {
  const missing = [...names].filter((name) => !Object.hasOwn(variables, name) || variables[name] === undefined)
  if (missing.length === 0) return
  const list = missing.map((name) => `"${name}"`).join(', ')
  throw new PawlError(`The prompt needs variables that were not given: ${list}.`, {
    code: 'missing_variable',
    fix: `Give them in variables: {${missing.join(', ')}}.`,
  })
}

function renderMessage(message: ChatMessage, variables: Variables): readonly ChatMessage[] {
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
  return [{ ...message, parts: message.parts.map((part) => mapPartTexts(part, maps)) }]
}

/** The variable that is all a message says but for blanks. */
function variableAlone({ parts }: ChatMessage): string | undefined {
  const [part] = parts
  if (parts.length !== 1 || part?.type !== 'text') return undefined
  return onlyVariable(String(part.content).trim())
}

function onlyVariable(template: string): string | undefined {
  const [segment, ...more] = parseTemplate(template)
  return segment !== undefined && 'variable' in segment && more.length === 0 ? segment.variable : undefined
}

function renderJson(template: string, variables: Variables): Json {
  const alone = onlyVariable(template)
  return alone === undefined ? renderText(template, variables) : (variables[alone] ?? null)
}

function renderText(template: string, variables: Variables): string {
  return parseTemplate(template)
    .map((segment) => ('text' in segment ? segment.text : textOfValue(variables[segment.variable] ?? null)))
    .join('')
}

const textOfValue = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

interface TextMaps {
  readonly text: (text: string) => string
  /** For texts inside JSON: arguments and results of tools. */
  readonly json: (text: string) => Json
}

function mapPartTexts(part: Part, maps: TextMaps): Part {
  switch (part.type) {
    case 'text':
      return { ...part, content: maps.text(String(part.content)) }
    case 'uri':
      return { ...part, uri: maps.text(String(part.uri)) }
    case 'tool_call':
      return part.arguments === undefined ? part : { ...part, arguments: mapJsonTexts(part.arguments, maps.json) }
    case 'tool_call_response':
      return { ...part, response: mapJsonTexts(part.response, maps.json) }
    default:
      return part
  }
}

function mapJsonTexts(value: unknown, map: (text: string) => Json): unknown {
  if (typeof value === 'string') return map(value)
  if (isArray(value)) return value.map((item) => mapJsonTexts(item, map))
  if (!isRecord(value)) return value
  // Unlike assignment, `fromEntries` makes `__proto__` a key like any other.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapJsonTexts(item, map)]))
}
