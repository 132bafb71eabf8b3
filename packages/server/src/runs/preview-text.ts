import { isKnownPart, type Message, type Row, type Trial } from '@pawl/core'

const maxLength = 300

/** The start of a text on one line. */
function oneLine(text: string): string {
  const line = text
    .slice(0, maxLength * 4)
    .replace(/\s+/g, ' ')
    .trim()
  const characters = [...line]
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join('')}…`
}

/** What a row asks: its last message by a user, else its variables. */
export function previewOfInput({ messages, variables }: Row['input']): string {
  const asked = messages.findLast(({ role }) => role === 'user') ?? messages.at(-1)
  if (asked !== undefined) return oneLine(textOfMessage(asked))
  const values = Object.values(variables)
  const [only] = values
  return oneLine(values.length === 1 && typeof only === 'string' ? only : JSON.stringify(variables))
}

export function previewOfOutput(output: Trial['output']): string {
  if (output === null) return ''
  const { messages, value } = output
  if (value !== undefined) return oneLine(typeof value === 'string' ? value : JSON.stringify(value))
  const last = messages.at(-1)
  return last === undefined ? '' : oneLine(textOfMessage(last))
}

/** Why a trial did not pass; '' when it did. */
export function reasonOf(trial: Pick<Trial, 'status' | 'error' | 'unrecordedToolCall' | 'scores'>): string {
  if (trial.unrecordedToolCall !== null) return oneLine(trial.unrecordedToolCall)
  if (trial.error !== null) return oneLine(trial.error.message)
  if (trial.status === 'pass') return ''
  const wanted = trial.status === 'fail' ? 'fail' : 'unknown'
  return oneLine(trial.scores.find(({ outcome }) => outcome === wanted)?.reason ?? '')
}

function textOfMessage(message: Message): string {
  return message.parts
    .map((part) => {
      if (!isKnownPart(part)) return ''
      if (part.type === 'text') return part.content
      if (part.type === 'tool_call') return `${part.name}(${JSON.stringify(part.arguments ?? {})})`
      return ''
    })
    .filter((text) => text !== '')
    .join(' ')
}
