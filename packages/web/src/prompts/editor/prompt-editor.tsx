import type { PromptMessage, PromptSummary, PromptVersion } from '@pawl/core'
import { type KeyboardEvent, useState } from 'react'
import { addMessage, moveMessage, removeMessage, replaceMessage } from './change-draft.ts'
import type { DraftMessage } from './editor-draft.ts'
import { keepSamples, keptSamples, type Samples } from './kept-draft.ts'
import { AddMessageButton, MessageEditor } from './message-editor.tsx'
import { SaveBar } from './save-bar.tsx'
import { SettingsEditor } from './settings-editor.tsx'
import { useEditor } from './use-editor.ts'
import { VariablesPanel } from './variables-panel.tsx'

export interface PromptEditorProps {
  readonly prompt: PromptSummary
  readonly newest: PromptVersion | null
}

export function PromptEditor({ prompt, newest }: PromptEditorProps) {
  const editor = useEditor({ prompt, newest })
  const [samples, setSamples] = useState(() => keptSamples(prompt.name))
  const { draft } = editor.work
  const changeSamples = (next: Samples) => {
    setSamples(next)
    keepSamples(prompt.name, next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // An editor inside has saved already.
    if (event.defaultPrevented || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    editor.save()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: saves by key from any field inside.
    <div onKeyDown={onKeyDown}>
      <SaveBar prompt={prompt} editor={editor} />
      <div className="grid gap-4 p-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-3">
          <ol aria-label="Messages" className="space-y-3">
            {draft.messages.map((message, index) => (
              <MessageEditor
                key={message.key}
                message={message}
                number={index + 1}
                isFirst={index === 0}
                isLast={index === draft.messages.length - 1}
                problem={editor.problems[`messages.${index}`]}
                onChange={(next) => editor.change(replaceMessage(draft, next))}
                onMove={(by) => editor.change(moveMessage(draft, message.key, by))}
                onRemove={() => editor.change(removeMessage(draft, message.key))}
                onSubmit={editor.save}
              />
            ))}
          </ol>
          <AddMessageButton onAdd={(role) => editor.change(addMessage(draft, role))} />
          <SettingsEditor draft={draft} problems={editor.problems} onChange={editor.change} onSubmit={editor.save} />
        </div>
        <aside className="min-w-0 lg:sticky lg:top-24 lg:max-h-[calc(100vh-12rem)] lg:self-start lg:overflow-auto">
          <VariablesPanel
            messages={editor.content?.messages ?? draft.messages.flatMap(shownMessage)}
            samples={samples}
            onSamples={changeSamples}
          />
        </aside>
      </div>
    </div>
  )
}

/** What can be previewed of a message while the prompt is not complete. */
function shownMessage({ role, parts }: DraftMessage): PromptMessage[] {
  const shown = parts.flatMap((part) => (part.type === 'json' ? [] : [part]))
  return shown.length === 0 ? [] : [{ role, parts: shown }]
}
