import { z } from 'zod'
import type { Message, MessagePart } from './canonical-span.ts'
import { isJsonObject } from './plain-json.ts'
import type { JsonObject } from './values/json-value.ts'

type PartFields = Readonly<Record<string, 'text' | 'any'>>

/** What each known part must hold. Parts of other types are kept as they are. */
const requiredFields: ReadonlyMap<string, PartFields> = new Map<string, PartFields>([
  ['text', { content: 'text' }],
  ['reasoning', { content: 'text' }],
  ['tool_call', { name: 'text' }],
  ['tool_call_response', { response: 'any' }],
  ['blob', { modality: 'text', content: 'text' }],
  ['uri', { modality: 'text', uri: 'text' }],
  ['file', { file_id: 'text' }],
])

function partProblem(part: unknown): string | undefined {
  if (!isJsonObject(part)) return 'a part of a message must be a JSON object'
  const { type } = part
  if (typeof type !== 'string' || type === '') return 'a part of a message needs a "type" such as "text"'
  const fields = Object.entries(requiredFields.get(type) ?? {})
  const wrong = fields.find(([field, kind]) => !holds(part, field, kind))
  if (wrong === undefined) return undefined
  return `a part of type "${type}" needs "${wrong[0]}"${wrong[1] === 'text' ? ' with a text' : ''}`
}

function holds(part: JsonObject, field: string, kind: 'text' | 'any'): boolean {
  return kind === 'text' ? typeof part[field] === 'string' : part[field] !== undefined
}

export const messagePartSchema = z
  .custom<MessagePart>((part) => partProblem(part) === undefined, {
    error: (issue) => partProblem(issue.input) ?? 'must be a part of a message',
  })
  .meta({ type: 'object', description: 'A part of a message: `{type, …}`' })

/** A message in the words of OpenTelemetry's GenAI messages, as spans hold them: `{role, parts: [{type, …}]}`. */
export const messageSchema: z.ZodType<Message, Message> = z
  .strictObject({
    role: z.string().min(1).max(100),
    name: z.string().max(1000).exactOptional(),
    parts: z.array(messagePartSchema).max(10_000),
    finish_reason: z.string().max(200).exactOptional(),
  })
  .readonly()
