import {
  type JsonObject,
  type JsonValue,
  type PromptContent,
  type PromptMessage,
  type PromptPart,
  type PromptRole,
  promptContentSchema,
} from '@pawl/core'

/** A part as it is edited: texts and addresses as they are, calls and results of tools as JSON. */
export type DraftPart =
  | Extract<PromptPart, { readonly type: 'text' | 'uri' | 'blob' }>
  | { readonly type: 'json'; readonly json: string }

export interface DraftMessage {
  /** Names the message while it is moved about. */
  readonly key: number
  readonly role: PromptRole
  readonly name?: string
  readonly parts: readonly DraftPart[]
}

export type DraftResponse = 'text' | 'json_object' | 'json_schema'

/** A prompt while it is edited: every field as the text that stands in it, right or wrong. */
export interface EditorDraft {
  readonly messages: readonly DraftMessage[]
  readonly model: string
  /** The usual ones, each as typed; '' for those that are not set. */
  readonly parameters: Readonly<Record<CommonParameter, string>>
  /** All others, as JSON. */
  readonly otherParameters: string
  readonly tools: string
  readonly response: DraftResponse
  readonly schemaName: string
  readonly schema: string
  /** What the form has no field for. */
  readonly schemaRest: { readonly description?: string; readonly strict?: boolean }
}

export const commonParameters = ['temperature', 'max_tokens', 'top_p', 'seed'] as const
export type CommonParameter = (typeof commonParameters)[number]

const json = (value: JsonValue): string => JSON.stringify(value, null, 2)

export function draftOf(content: PromptContent): EditorDraft {
  const { responseFormat, parameters, tools } = content
  const others = Object.entries(parameters).filter(([name]) => !commonParameters.some((common) => common === name))
  const isSchema = responseFormat?.type === 'json_schema'
  return {
    messages: content.messages.map(draftMessage),
    model: content.model,
    parameters: Object.fromEntries(
      commonParameters.map((name) => [name, name in parameters ? JSON.stringify(parameters[name]) : '']),
    ) as Record<CommonParameter, string>,
    otherParameters: others.length === 0 ? '' : json(Object.fromEntries(others)),
    tools: tools.length === 0 ? '' : json(tools.map((tool): JsonObject => ({ ...tool }))),
    response: responseFormat?.type ?? 'text',
    schemaName: isSchema ? responseFormat.name : 'response',
    schema: isSchema ? json(responseFormat.schema) : '',
    schemaRest: isSchema
      ? {
          ...(responseFormat.description !== undefined && { description: responseFormat.description }),
          ...(responseFormat.strict !== undefined && { strict: responseFormat.strict }),
        }
      : {},
  }
}

/** What a new prompt starts with. */
export const emptyDraft: EditorDraft = draftOf({
  model: '',
  messages: [
    { role: 'system', parts: [{ type: 'text', content: '' }] },
    { role: 'user', parts: [{ type: 'text', content: '' }] },
  ],
  parameters: {},
  tools: [],
})

function draftMessage({ role, name, parts }: PromptMessage, key: number): DraftMessage {
  return { key, role, ...(name !== undefined && { name }), parts: parts.map(draftPart) }
}

function draftPart(part: PromptPart): DraftPart {
  switch (part.type) {
    case 'text':
    case 'uri':
    case 'blob':
      return part
    case 'tool_call':
    case 'tool_call_response':
      return { type: 'json', json: json({ ...part }) }
  }
}

/** What is wrong with a draft, by place: `model`, `tools`, `parameters.temperature`, `messages.0`, `schema`. */
export type DraftProblems = Readonly<Record<string, string>>

export type ReadDraft =
  | { readonly content: PromptContent; readonly problems?: undefined }
  | { readonly content?: undefined; readonly problems: DraftProblems }

/** The content that a draft stands for, or what is wrong with it. */
export function readDraft(draft: EditorDraft): ReadDraft {
  const problems: Record<string, string> = {}
  const parsed = (place: string, text: string): unknown => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      problems[place] = 'This is no JSON yet.'
      return undefined
    }
  }
  const content = promptContentSchema.safeParse({
    messages: draft.messages.map((message, index) => ({
      role: message.role,
      ...(message.name !== undefined && message.name !== '' && { name: message.name }),
      parts: message.parts.map((part) => (part.type === 'json' ? parsed(`messages.${index}`, part.json) : part)),
    })),
    model: draft.model.trim(),
    parameters: {
      ...(draft.otherParameters.trim() === ''
        ? {}
        : asObject(parsed('otherParameters', draft.otherParameters), () => {
            problems.otherParameters ??= 'Write an object, such as {"stop_sequences": ["END"]}.'
          })),
      ...commonOf(draft, problems),
    },
    tools: draft.tools.trim() === '' ? [] : parsed('tools', draft.tools),
    ...responseOf(draft, parsed),
  })
  if (content.success && Object.keys(problems).length === 0) return { content: content.data }
  for (const { path, message } of content.error?.issues ?? []) {
    problems[placeOf(path)] ??= placeOf(path) === 'model' && draft.model.trim() === '' ? 'Name a model.' : message
  }
  return { problems }
}

function commonOf({ parameters }: EditorDraft, problems: Record<string, string>): Record<string, number> {
  const numbers = new Map<string, number>()
  for (const name of commonParameters) {
    const text = parameters[name].trim()
    if (text === '') continue
    if (Number.isFinite(Number(text))) numbers.set(name, Number(text))
    else problems[`parameters.${name}`] = 'Write a number.'
  }
  return Object.fromEntries(numbers)
}

function asObject(value: unknown, refuse: () => void): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  refuse()
  return {}
}

function responseOf(draft: EditorDraft, parsed: (place: string, text: string) => unknown) {
  switch (draft.response) {
    case 'text':
      return {}
    case 'json_object':
      return { responseFormat: { type: 'json_object' } }
    case 'json_schema': {
      const { schemaName: name, schemaRest } = draft
      return { responseFormat: { type: 'json_schema', name, ...schemaRest, schema: parsed('schema', draft.schema) } }
    }
  }
}

/** Where in the form the problem of a content belongs. */
function placeOf(path: readonly PropertyKey[]): string {
  const [field, second] = path.map(String)
  if (field === 'messages') return second === undefined ? 'messages' : `messages.${second}`
  if (field === 'responseFormat') return second === 'name' ? 'schemaName' : 'schema'
  if (field !== 'parameters') return field ?? ''
  return commonParameters.some((name) => name === second) ? `parameters.${second}` : 'otherParameters'
}
