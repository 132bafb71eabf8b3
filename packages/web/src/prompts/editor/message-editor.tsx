import { promptRoles } from '@pawl/core'
import { ArrowDown, ArrowUp, ImagePlus, Link2, TextCursorInput, Trash2, X } from 'lucide-react'
import { useRef } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { CodeEditor } from '../../ui/code-editor.tsx'
import { Input, inputClass } from '../../ui/field.tsx'
import { formatBytes } from '../../ui/format/index.ts'
import { showToast } from '../../ui/toast.tsx'
import { addPart, removePart, replacePart } from './change-draft.ts'
import type { DraftMessage, DraftPart } from './editor-draft.ts'
import { readImage } from './read-image.ts'

export interface MessageEditorProps {
  readonly message: DraftMessage
  /** From 1. */
  readonly number: number
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly problem: string | undefined
  readonly onChange: (message: DraftMessage) => void
  readonly onMove: (by: -1 | 1) => void
  readonly onRemove: () => void
  readonly onSubmit: () => void
}

const roleLooks = {
  system: 'border-l-kind-other',
  user: 'border-l-accent',
  assistant: 'border-l-kind-llm',
  tool: 'border-l-kind-tool',
} as const

export function MessageEditor(props: MessageEditorProps) {
  const { message, number, isFirst, isLast, problem, onChange, onMove, onRemove, onSubmit } = props
  return (
    <li className={cx('rounded-lg border border-l-2 bg-surface', roleLooks[message.role])}>
      <div className="flex items-center gap-1 py-1 pr-1.5 pl-2.5">
        <select
          aria-label={`Role of message ${number}`}
          className={cx(inputClass, 'w-auto! border-transparent! bg-transparent! pl-0! font-medium')}
          value={message.role}
          onChange={(event) => {
            const role = promptRoles.find((known) => known === event.target.value)
            if (role) onChange({ ...message, role })
          }}
        >
          {promptRoles.map((role) => (
            <option key={role} value={role}>
              {role}
            </option>
          ))}
        </select>
        {message.name === undefined ? null : <span className="truncate text-xs text-ink-3">{message.name}</span>}
        <span className="ml-auto flex items-center">
          <AddPartButtons onAdd={(part) => onChange(addPart(message, part))} />
          <IconButton
            icon={ArrowUp}
            label={`Move message ${number} up`}
            disabled={isFirst}
            onClick={() => onMove(-1)}
          />
          <IconButton
            icon={ArrowDown}
            label={`Move message ${number} down`}
            disabled={isLast}
            onClick={() => onMove(1)}
          />
          <IconButton icon={Trash2} label={`Remove message ${number}`} onClick={onRemove} />
        </span>
      </div>
      <div className="space-y-2 px-2.5 pb-2.5">
        {message.parts.map((part, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part has no identity but its place.
          <div key={place} className="flex items-start gap-1">
            <PartEditor
              part={part}
              label={message.parts.length === 1 ? `Message ${number}` : `Message ${number}, part ${place + 1}`}
              onChange={(next) => onChange(replacePart(message, place, next))}
              onSubmit={onSubmit}
            />
            {message.parts.length > 1 ? (
              <IconButton
                icon={X}
                label={`Remove part ${place + 1} of message ${number}`}
                onClick={() => onChange(removePart(message, place))}
              />
            ) : null}
          </div>
        ))}
        {problem === undefined ? null : <p className="text-xs text-error">{problem}</p>}
      </div>
    </li>
  )
}

interface PartEditorProps {
  readonly part: DraftPart
  readonly label: string
  readonly onChange: (part: DraftPart) => void
  readonly onSubmit: () => void
}

function PartEditor({ part, label, onChange, onSubmit }: PartEditorProps) {
  switch (part.type) {
    case 'text':
      return (
        <CodeEditor
          className="flex-1"
          language="text"
          variables
          label={label}
          value={part.content}
          onChange={(content) => onChange({ ...part, content })}
          onSubmit={onSubmit}
          minLines={2}
          maxLines={28}
          placeholder="Text; {{name}} is a variable"
        />
      )
    case 'json':
      return (
        <CodeEditor
          className="flex-1"
          language="json"
          variables
          label={label}
          value={part.json}
          onChange={(json) => onChange({ ...part, json })}
          onSubmit={onSubmit}
          minLines={3}
          maxLines={20}
        />
      )
    case 'uri':
      return (
        <Input
          className="flex-1 font-mono text-xs!"
          aria-label={`${label}, address of the ${part.modality}`}
          placeholder="https://… or {{image}}"
          value={part.uri}
          onChange={(event) => onChange({ ...part, uri: event.target.value })}
        />
      )
    case 'blob':
      return <ImagePart part={part} />
  }
}

/** Only what a browser draws without running anything in it. */
const drawable = /^image\/(?:png|jpeg|gif|webp)$/

function ImagePart({ part }: { readonly part: Extract<DraftPart, { readonly type: 'blob' }> }) {
  const { mime_type: mimeType = '', content, modality } = part
  return (
    <div className="flex flex-1 items-center gap-3 rounded-md border bg-sunken p-2 text-xs text-ink-2">
      {drawable.test(mimeType) && !content.startsWith('pawl-blob:') ? (
        <img src={`data:${mimeType};base64,${content}`} alt="" className="max-h-24 max-w-40 rounded object-contain" />
      ) : null}
      <span>
        {mimeType || modality}, {formatBytes(Math.floor((content.length * 3) / 4))}
      </span>
    </div>
  )
}

function AddPartButtons({ onAdd }: { readonly onAdd: (part: DraftPart) => void }) {
  const files = useRef<HTMLInputElement>(null)
  const addFile = async (file: File | undefined) => {
    if (file === undefined) return
    const image = await readImage(file)
    if (image === null) showToast('Only PNG, JPEG, GIF and WebP images up to 8 MB can be added', 'error')
    else onAdd(image)
  }
  return (
    <>
      <input
        ref={files}
        type="file"
        accept="image/png,image/jpeg,image/gif,image/webp"
        aria-label="Image to add"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          void addFile(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      <IconButton icon={TextCursorInput} label="Add a text" onClick={() => onAdd({ type: 'text', content: '' })} />
      <IconButton icon={ImagePlus} label="Add an image" onClick={() => files.current?.click()} />
      <IconButton
        icon={Link2}
        label="Add an image by its address"
        onClick={() => onAdd({ type: 'uri', modality: 'image', uri: '' })}
      />
    </>
  )
}

export const AddMessageButton = ({ onAdd }: { readonly onAdd: (role: (typeof promptRoles)[number]) => void }) => (
  <div className="flex flex-wrap items-center gap-1.5 text-xs text-ink-3">
    <span>Add a message:</span>
    {promptRoles.map((role) => (
      <Button key={role} onClick={() => onAdd(role)}>
        {role}
      </Button>
    ))}
  </div>
)
