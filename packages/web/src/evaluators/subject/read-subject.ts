import type { EvaluationSubject, JsonValue, Message } from '@pawl/core'

export interface ReadInput {
  /** What fills a prompt's template; undefined when there is none. */
  readonly variables: JsonValue | undefined
  readonly messages: readonly Message[]
  /** An input that is neither variables nor messages. */
  readonly value: JsonValue | undefined
}

/** The input of a row or a request as its reader looks for it; inputs have any shape. */
export function readInput(input: JsonValue | undefined): ReadInput {
  if (isMessages(input)) return { variables: undefined, messages: input, value: undefined }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { variables: undefined, messages: [], value: input }
  }
  const { variables, messages, ...rest } = input as { readonly [key: string]: JsonValue }
  const isRowInput = Object.keys(rest).length === 0 && (messages === undefined || isMessages(messages))
  if (!isRowInput || (variables === undefined && messages === undefined)) {
    return { variables: undefined, messages: [], value: input }
  }
  const hasVariables = typeof variables !== 'object' || variables === null || Object.keys(variables).length > 0
  return { variables: hasVariables ? variables : undefined, messages: messages ?? [], value: undefined }
}

export interface ReadOutput {
  readonly messages: readonly Message[]
  /** An output in JSON, beside or instead of messages. */
  readonly value: JsonValue | undefined
}

export function readOutput({ output }: Pick<EvaluationSubject, 'output'>): ReadOutput {
  if (output === undefined) return { messages: [], value: undefined }
  const { text, json, messages = [] } = output
  if (messages.length > 0 || text === undefined) return { messages, value: json }
  return { messages: [{ role: 'assistant', parts: [{ type: 'text', content: text }] }], value: json }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function isMessages(value: unknown): value is readonly Message[] {
  return (
    Array.isArray(value) &&
    value.every(
      (item: unknown) =>
        isObject(item) &&
        typeof item.role === 'string' &&
        Array.isArray(item.parts) &&
        item.parts.every((part: unknown) => isObject(part) && typeof part.type === 'string'),
    ) &&
    value.length > 0
  )
}
