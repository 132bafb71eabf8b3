import {
  AppError,
  findVariables,
  type JsonValue,
  type Message,
  type PromptContent,
  type PromptMessage,
  parseTemplate,
  readableMessage,
  renderPrompt,
} from '@pawl/core'

/** A stretch of a rendered text; `variable` names what was put in there. */
export interface PreviewPiece {
  readonly text: string
  readonly variable?: string
  /** The variable has no sample: its name stands in the text. */
  readonly isMissing?: true
}

export interface PreviewMessage {
  readonly role: string
  readonly pieces: readonly PreviewPiece[]
}

type Samples = Readonly<Record<string, string>>

/** A sample as a row would hold it: JSON where it is a list or an object, else the text itself. */
function sampleValue(text: string): JsonValue {
  if (!/^\s*[[{]/.test(text)) return text
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}

/** What a model would be sent, each variable with its sample or, where there is none, with its name. */
export function previewMessages(content: Pick<PromptContent, 'messages'>, samples: Samples): readonly PreviewMessage[] {
  return content.messages.flatMap((message) => previewMessage(message, samples))
}

function previewMessage(message: PromptMessage, samples: Samples): readonly PreviewMessage[] {
  const { names } = findVariables({ messages: [message] })
  const values = names.map((name): [string, JsonValue] => [name, sampleValue(samples[name] || `{{${name}}}`)])
  if (values.some(([, value]) => typeof value === 'object')) return rendered(message, values)
  const pieces = message.parts.flatMap((part, index): PreviewPiece[] => {
    const gap = index === 0 ? [] : [{ text: '\n' }]
    if (part.type !== 'text') return [...gap, { text: readableMessage({ parts: [part] }) }]
    return [...gap, ...parseTemplate(part.content).map((segment) => pieceOf(segment, samples))]
  })
  return [{ role: message.role, pieces }]
}

function pieceOf(segment: ReturnType<typeof parseTemplate>[number], samples: Samples): PreviewPiece {
  if (segment.type === 'text') return { text: segment.text }
  const sample = samples[segment.name]
  if (sample) return { text: sample, variable: segment.name }
  return { text: segment.source, variable: segment.name, isMissing: true }
}

/** Lists of messages and of parts take places of their own: only the renderer knows which. */
function rendered(
  message: PromptMessage,
  values: readonly (readonly [string, JsonValue])[],
): readonly PreviewMessage[] {
  try {
    const { messages } = renderPrompt({ messages: [message] }, { variables: Object.fromEntries(values), messages: [] })
    return messages.map((each) => ({ role: each.role, pieces: [{ text: textOf(each) }] }))
  } catch (error) {
    if (!AppError.isInstance(error)) throw error
    // An empty list of messages: nothing takes the place.
    return error.where === 'messages' ? [] : [{ role: message.role, pieces: [{ text: error.message }] }]
  }
}

const textOf = ({ parts }: Message): string =>
  parts
    .map((part) => (part.type === 'text' ? String((part as { content: unknown }).content) : JSON.stringify(part)))
    .join('\n')
