import type { PromptRole } from '@pawl/core'
import type { DraftMessage, DraftPart, EditorDraft } from './editor-draft.ts'

const nextKey = (messages: readonly DraftMessage[]): number => Math.max(-1, ...messages.map(({ key }) => key)) + 1

export function addMessage(draft: EditorDraft, role: PromptRole): EditorDraft {
  const part: DraftPart =
    role === 'tool'
      ? { type: 'json', json: JSON.stringify({ type: 'tool_call_response', id: '', response: '' }, null, 2) }
      : { type: 'text', content: '' }
  return { ...draft, messages: [...draft.messages, { key: nextKey(draft.messages), role, parts: [part] }] }
}

export function replaceMessage(draft: EditorDraft, message: DraftMessage): EditorDraft {
  return { ...draft, messages: draft.messages.map((old) => (old.key === message.key ? message : old)) }
}

export function removeMessage(draft: EditorDraft, key: number): EditorDraft {
  return { ...draft, messages: draft.messages.filter((message) => message.key !== key) }
}

/** Moves a message one place up or down; at the end of the list nothing happens. */
export function moveMessage(draft: EditorDraft, key: number, by: -1 | 1): EditorDraft {
  const from = draft.messages.findIndex((message) => message.key === key)
  const moved = draft.messages[from]
  const other = draft.messages[from + by]
  if (moved === undefined || other === undefined) return draft
  return {
    ...draft,
    messages: draft.messages.map((message) => (message === moved ? other : message === other ? moved : message)),
  }
}

export function replacePart(message: DraftMessage, place: number, part: DraftPart): DraftMessage {
  return { ...message, parts: message.parts.map((old, index) => (index === place ? part : old)) }
}

export function addPart(message: DraftMessage, part: DraftPart): DraftMessage {
  return { ...message, parts: [...message.parts, part] }
}

export function removePart(message: DraftMessage, place: number): DraftMessage {
  return { ...message, parts: message.parts.filter((_, index) => index !== place) }
}
