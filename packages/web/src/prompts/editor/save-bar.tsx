import type { PromptSummary } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { Save } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { Key } from '../../ui/shortcuts.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import type { Editor } from './use-editor.ts'

export interface SaveBarProps {
  readonly prompt: PromptSummary
  readonly editor: Editor
}

/** Saves the work with a note, and says what stands against it. */
export function SaveBar({ prompt, editor }: SaveBarProps) {
  const { work, isDirty, isBehind, isRestored, isSaving, content, failure } = editor
  const next = (prompt.newest?.number ?? 0) + 1
  const state =
    prompt.archivedAt !== null
      ? 'Archived: bring it back to save a version.'
      : !isDirty
        ? prompt.newest === null
          ? 'Write the first version.'
          : `Version ${prompt.newest.number}, unchanged.`
        : content === undefined
          ? 'Not complete yet.'
          : isRestored
            ? 'Unsaved changes, kept from before.'
            : 'Unsaved changes.'
  return (
    <div className="sticky top-9 z-10 border-b bg-surface">
      <div className="flex flex-wrap items-center gap-2 px-4 py-2">
        <p role="status" className="text-xs text-ink-2 max-md:mr-auto">
          {state}
        </p>
        <Input
          aria-label="Note on the version"
          placeholder="What changed, and why"
          className="text-xs! max-md:order-last md:ml-auto md:max-w-96 md:flex-1"
          value={work.note}
          onChange={(event) => editor.setNote(event.target.value)}
        />
        <Button variant="ghost" disabled={!isDirty} onClick={editor.discard}>
          Discard
        </Button>
        <Button
          icon={Save}
          variant="primary"
          disabled={!isDirty || content === undefined || isSaving || isBehind || prompt.archivedAt !== null}
          onClick={editor.save}
        >
          Save version {next}
        </Button>
        <span className="hidden items-center gap-0.5 lg:flex" aria-hidden>
          <Key name="ctrl" />
          <Key name="Enter" />
        </span>
      </div>
      {isBehind ? <Behind prompt={prompt} editor={editor} /> : null}
      {failure === undefined ? null : (
        <p role="alert" className="px-4 pb-2 text-xs text-error">
          {failure.detail} {failure.fix}
        </p>
      )}
    </div>
  )
}

/** Somebody saved since this work began: look first, then put one's own on top, or let it go. */
function Behind({ prompt: { name, newest }, editor }: SaveBarProps) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-2 border-t bg-warn-soft px-4 py-2 text-xs text-warn">
      <p className="mr-auto">
        {newest === null
          ? 'The versions that this work began with are gone.'
          : `${oneLine(newest.author, 60)} saved version ${newest.number} meanwhile; your work began with version ${editor.work.basedOn}.`}
      </p>
      {newest === null || editor.work.basedOn === 0 ? null : (
        <Link
          to="/prompts/$name"
          params={{ name }}
          search={{ tab: 'versions', from: editor.work.basedOn, to: newest.number }}
          className="font-medium underline"
        >
          What changed
        </Link>
      )}
      <Button onClick={editor.discard}>Discard mine</Button>
      <Button onClick={editor.rebase}>Keep mine, on top of it</Button>
    </div>
  )
}
