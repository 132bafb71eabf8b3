import type { JsonValue } from '../../traces/index.ts'
import type { JsonChange } from './diff-json.ts'
import type { MessageDiff, PromptDiff, ToolDiff } from './diff-prompts.ts'
import type { TextChange } from './diff-words.ts'

/** Words kept on each side of a change in a long text. */
const contextLength = 80

/**
 * A diff as plain text: `+` added, `-` removed, `~` changed, and inside a text `[-out-]{+in+}`. Messages are counted
 * from 1. Long unchanged stretches are shortened to `[…]`.
 */
export function printPromptDiff(diff: PromptDiff): string {
  if (diff.same) return 'The versions are the same.\n'
  const lines = [
    ...diff.messages.flatMap(messageLines),
    ...(diff.model === undefined ? [] : [`~ model: ${diff.model.before} → ${diff.model.after}`]),
    ...diff.parameters.map((change) => changeLine('parameter', change)),
    ...diff.tools.flatMap(toolLines),
    ...(diff.toolsReordered ? ['~ tools: in another order'] : []),
    ...diff.responseFormat.map((change) => changeLine('response format', change)),
  ]
  return `${lines.join('\n')}\n`
}

const marks = { added: '+', removed: '-', changed: '~', same: ' ' } as const

function messageLines(message: MessageDiff): string[] {
  if (message.kind === 'same') return []
  const { beforeIndex, afterIndex, beforeRole, afterRole } = message
  const place = beforeIndex === undefined || afterIndex === undefined || beforeIndex === afterIndex
  const number = (afterIndex ?? beforeIndex ?? 0) + 1
  const role = beforeRole === undefined || afterRole === undefined || beforeRole === afterRole
  const title = [
    `${marks[message.kind]} message ${place ? number : `${beforeIndex + 1} → ${number}`}`,
    role ? (afterRole ?? beforeRole) : `${beforeRole} → ${afterRole}`,
  ].join(', ')
  const text = message.kind === 'changed' ? changedText(message.words) : message.words.map((word) => word.text).join('')
  const hasWords = message.kind !== 'changed' || message.words.some(({ kind }) => kind !== 'same')
  return [
    title,
    ...(hasWords ? text.split('\n').map((line) => `    ${line}`.trimEnd()) : []),
    ...message.details.map((change) => `  ${changeLine('', change)}`),
  ]
}

function changedText(words: readonly TextChange[]): string {
  return words.map((word, index) => wordText(word, index === 0, index === words.length - 1)).join('')
}

function wordText({ kind, text }: TextChange, isFirst: boolean, isLast: boolean): string {
  if (kind === 'removed') return `[-${text}-]`
  if (kind === 'added') return `{+${text}+}`
  const head = isFirst ? 0 : contextLength
  const tail = isLast ? 0 : contextLength
  if (text.length <= head + tail + 20) return text
  return `${text.slice(0, head)}[…]${tail === 0 ? '' : text.slice(-tail)}`
}

function toolLines({ kind, name, changes }: ToolDiff): string[] {
  const title = `${marks[kind]} tool ${name}`
  return kind === 'changed' ? [title, ...changes.map((change) => `  ${changeLine('', change)}`)] : [title]
}

function changeLine(subject: string, { path, before, after }: JsonChange): string {
  const name = [subject, path].filter((word) => word !== '').join(' ')
  if (before === undefined) return `+ ${name}: ${short(after)}`
  if (after === undefined) return `- ${name}: ${short(before)}`
  return `~ ${name}: ${short(before)} → ${short(after)}`
}

function short(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? ''
  return text.length <= 300 ? text : `${text.slice(0, 299)}…`
}
