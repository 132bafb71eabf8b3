import { canonicalJsonText, type JsonValue } from '../../traces/index.ts'
import type { PromptContent, PromptMessage, PromptTool } from '../content/prompt-content.ts'
import { alignMessages } from './align-messages.ts'
import { diffJson, type JsonChange } from './diff-json.ts'
import { diffWords, type TextChange } from './diff-words.ts'
import { readableMessage } from './readable-message.ts'

export interface MessageDiff {
  readonly kind: 'same' | 'added' | 'removed' | 'changed'
  /** Places from 0 in the messages of each version. */
  readonly beforeIndex?: number
  readonly afterIndex?: number
  readonly beforeRole?: string
  readonly afterRole?: string
  /** Word by word, the parts that are no text as a line each. */
  readonly words: readonly TextChange[]
  /** What a reader does not see in the words: a name, the split into parts. */
  readonly details: readonly JsonChange[]
}

export interface ToolDiff {
  readonly kind: 'added' | 'removed' | 'changed'
  readonly name: string
  readonly changes: readonly JsonChange[]
}

/** What differs between two versions of a prompt; every list is empty where nothing does, but for `messages`. */
export interface PromptDiff {
  /** True exactly when both contents have the same address. */
  readonly same: boolean
  /** All messages of both versions, aligned, in reading order. */
  readonly messages: readonly MessageDiff[]
  readonly model?: { readonly before: string; readonly after: string }
  /** Paths start with the parameter's name. */
  readonly parameters: readonly JsonChange[]
  readonly tools: readonly ToolDiff[]
  /** The tools that both have stand in another order, which a model may notice. */
  readonly toolsReordered: boolean
  readonly responseFormat: readonly JsonChange[]
}

/** Compares two versions as a reviewer reads them: message by message, then model, parameters, tools and response. */
export function diffPrompts(before: PromptContent, after: PromptContent): PromptDiff {
  return {
    same: canonicalJsonText(before) === canonicalJsonText(after),
    messages: diffMessages(before.messages, after.messages),
    ...(before.model !== after.model && { model: { before: before.model, after: after.model } }),
    parameters: diffJson(before.parameters, after.parameters),
    tools: diffTools(before.tools, after.tools),
    toolsReordered: isReordered(before.tools, after.tools),
    responseFormat: diffJson(before.responseFormat, after.responseFormat),
  }
}

function diffMessages(before: readonly PromptMessage[], after: readonly PromptMessage[]): MessageDiff[] {
  return alignMessages(before, after).map(([beforeIndex, afterIndex]) => {
    const old = beforeIndex === undefined ? undefined : before[beforeIndex]
    const fresh = afterIndex === undefined ? undefined : after[afterIndex]
    return {
      ...(beforeIndex !== undefined && { beforeIndex }),
      ...(afterIndex !== undefined && { afterIndex }),
      ...(old !== undefined && { beforeRole: old.role }),
      ...(fresh !== undefined && { afterRole: fresh.role }),
      ...diffMessage(old, fresh),
    }
  })
}

function diffMessage(
  before: PromptMessage | undefined,
  after: PromptMessage | undefined,
): Pick<MessageDiff, 'kind' | 'words' | 'details'> {
  const words = diffWords(before ? readableMessage(before) : '', after ? readableMessage(after) : '')
  if (before === undefined) return { kind: 'added', words, details: [] }
  if (after === undefined) return { kind: 'removed', words, details: [] }
  if (canonicalJsonText(before) === canonicalJsonText(after)) return { kind: 'same', words, details: [] }
  const details = diffJson(frameOf(before), frameOf(after))
  const isShown = details.length > 0 || before.role !== after.role || words.some(({ kind }) => kind !== 'same')
  // Two messages may read the same and still differ: a line break at the end of one part or at the start of the next.
  return { kind: 'changed', words, details: isShown ? details : diffJson(before.parts, after.parts) }
}

/** A message without what its words show. */
function frameOf({ name, parts }: PromptMessage): JsonValue {
  return { ...(name !== undefined && { name }), parts: parts.map(({ type }) => ({ type })) }
}

function diffTools(before: readonly PromptTool[], after: readonly PromptTool[]): ToolDiff[] {
  const diffs: ToolDiff[] = []
  for (const tool of before) {
    const fresh = after.find(({ name }) => name === tool.name)
    const changes = diffJson(tool, fresh)
    if (changes.length > 0) diffs.push({ kind: fresh === undefined ? 'removed' : 'changed', name: tool.name, changes })
  }
  for (const tool of after) {
    if (before.some(({ name }) => name === tool.name)) continue
    diffs.push({ kind: 'added', name: tool.name, changes: diffJson(undefined, tool) })
  }
  return diffs
}

function isReordered(before: readonly PromptTool[], after: readonly PromptTool[]): boolean {
  const namesOf = (tools: readonly PromptTool[], others: readonly PromptTool[]) =>
    tools.map(({ name }) => name).filter((name) => others.some((other) => other.name === name))
  return canonicalJsonText(namesOf(before, after)) !== canonicalJsonText(namesOf(after, before))
}
