import { z } from 'zod'
import { isKnownPart, type JsonValue, jsonValueSchema, type Message, messageSchema } from '../traces/index.ts'
import { expectedToolCallSchema } from './definition/index.ts'

/** What a row wants. All parts are optional; an evaluator that needs one that is missing says so. */
export const expectedBehaviorSchema = z.strictObject({
  /** In a person's words, for people and judges: "refuses, and names the policy". */
  statement: z.string().max(20_000).optional(),
  /** An output to compare with: a text, or a JSON value for outputs in JSON. */
  output: jsonValueSchema.optional(),
  toolCalls: z.array(expectedToolCallSchema).max(200).readonly().optional(),
})
export type ExpectedBehavior = z.infer<typeof expectedBehaviorSchema>

export const toolCallSchema = z.strictObject({
  name: z.string(),
  arguments: jsonValueSchema.optional(),
  /** The tool failed, or refused. Left out: it did not, or nobody knows. */
  isError: z.boolean().exactOptional(),
})
export type ToolCall = z.infer<typeof toolCallSchema>

/** One execution, as its evaluators see it. What was not recorded is left out, never empty or 0. */
export const evaluationSubjectSchema = z.strictObject({
  /** The row's input or the request's, for judges and code. */
  input: jsonValueSchema.optional(),
  output: z
    .strictObject({
      text: z.string().optional(),
      json: jsonValueSchema.optional(),
      messages: z.array(messageSchema).readonly().optional(),
    })
    .optional(),
  /** In the order in which they were made; left out: those in the output's messages. */
  toolCalls: z.array(toolCallSchema).readonly().optional(),
  expected: expectedBehaviorSchema.optional(),
  latencyMs: z.number().min(0).optional(),
  costUsd: z.number().min(0).optional(),
  usage: z.object({ inputTokens: z.number().optional(), outputTokens: z.number().optional() }).optional(),
})
export type EvaluationSubject = z.infer<typeof evaluationSubjectSchema>

/** The output as text: its own text, else that of the last message by the model that has any, else its JSON. */
export function outputText({ output }: EvaluationSubject): string | undefined {
  if (output === undefined) return undefined
  if (output.text !== undefined) return output.text
  if (output.messages !== undefined) {
    const last = output.messages.map(textOfMessage).findLast((text) => text !== undefined)
    if (last !== undefined) return last
  }
  if (output.json !== undefined) return valueText(output.json)
  // Messages without a word (only tool calls) are an answer without text.
  return output.messages === undefined || output.messages.length === 0 ? undefined : ''
}

/** Everything that came out, text and JSON of all messages; undefined when there is no output. */
export function allOutputText(subject: EvaluationSubject): string | undefined {
  const { output } = subject
  if (output === undefined) return undefined
  const texts = [
    output.text,
    ...(output.messages ?? []).map(textOfMessage),
    output.json === undefined ? undefined : valueText(output.json),
  ].filter((text) => text !== undefined)
  return texts.length === 0 ? outputText(subject) : texts.join('\n')
}

/** The tool calls that were made; undefined when neither they nor messages were recorded. */
export function madeToolCalls({ output, toolCalls }: EvaluationSubject): readonly ToolCall[] | undefined {
  return toolCalls ?? output?.messages?.flatMap(callsOfMessage)
}

/** A JSON value as people would write it: a text without quotes, anything else as JSON. */
export function valueText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const othersRoles: ReadonlySet<string> = new Set(['system', 'developer', 'user', 'tool'])

function textOfMessage(message: Message): string | undefined {
  if (othersRoles.has(message.role)) return undefined
  const texts = message.parts.flatMap((part) => (isKnownPart(part) && part.type === 'text' ? [part.content] : []))
  return texts.length === 0 ? undefined : texts.join('\n')
}

function callsOfMessage(message: Message): ToolCall[] {
  return message.parts.flatMap((part) => {
    if (!isKnownPart(part) || part.type !== 'tool_call') return []
    return [part.arguments === undefined ? { name: part.name } : { name: part.name, arguments: part.arguments }]
  })
}
