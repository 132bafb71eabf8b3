import { findVariables, type JsonValue, type PromptSummary, type PromptVersion, readableMessage } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { formatTime } from '../layout/format-value.ts'
import type { Paint } from '../layout/paint.ts'
import { safeLine, safeText } from '../layout/safe-text.ts'
import { liveText } from './list-prompts.ts'
import { fetchPrompt, fetchVersion } from './prompt-calls.ts'

export async function showPrompt(context: CommandContext, ref: string): Promise<void> {
  const version = await fetchVersion(context.api, ref)
  const prompt = await fetchPrompt(context.api, version.promptName)
  context.printResult({ prompt, version }, () => renderVersion({ prompt, version }, context.paint))
}

interface ShownPrompt {
  readonly prompt: PromptSummary
  readonly version: PromptVersion
}

function renderVersion({ prompt, version }: ShownPrompt, paint: Paint): string {
  const { content } = version
  const { names, suspects } = findVariables(content)
  const head = namedLines([
    ['version', `${version.number} of ${prompt.versionCount}, ${formatTime(version.createdAt)}, ${version.author}`],
    ['note', version.note],
    ['about', prompt.description],
    ['live', liveText(prompt)],
    ['protected', [...prompt.protectedBy.datasets, ...prompt.protectedBy.evaluators].join(', ')],
    ['archived', prompt.archivedAt === null ? '' : formatTime(prompt.archivedAt)],
    ['model', content.model],
    ['parameters', Object.entries(content.parameters).map(settingText).join(', ')],
    ['tools', content.tools.map(({ name }) => name).join(', ')],
    ['response', content.responseFormat === undefined ? '' : responseText(content.responseFormat)],
    ['variables', names.join(', ')],
    ['no variable', suspects.map(({ text, where }) => `${text} in ${where}`).join(', ')],
  ])
  const messages = content.messages.map(
    (message) => `${paint('cyan', message.role)}\n${indented(readableMessage(message))}\n`,
  )
  const title = `${paint('bold', safeLine(version.promptName))}  ${paint('dim', version.id)}`
  return [[title, ...head, ''].join('\n'), ...messages].join('\n')
}

const settingText = ([name, value]: [string, JsonValue]): string => `${name} ${JSON.stringify(value)}`

function responseText(format: NonNullable<PromptVersion['content']['responseFormat']>): string {
  return format.type === 'json_object' ? 'JSON' : `JSON by the schema "${format.name}"`
}

function namedLines(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  return pairs.filter(([, value]) => value !== '').map(([name, value]) => `${name.padEnd(12)}${safeLine(value)}`)
}

export function indented(text: string): string {
  return safeText(text)
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}
