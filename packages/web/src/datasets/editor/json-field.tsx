import type { JsonValue } from '@pawl/core'
import { useState } from 'react'
import { CodeEditor } from '../../ui/code-editor.tsx'
import { isSame, parseJson, type RowDraft, withJsonText } from './row-draft.ts'

export interface JsonFieldProps {
  readonly label: string
  /** Names the field among those whose text does not parse yet. */
  readonly place: string
  readonly draft: RowDraft
  readonly value: unknown
  readonly put: (draft: RowDraft, value: JsonValue) => RowDraft
  readonly onChange: (change: (draft: RowDraft) => RowDraft) => void
  readonly minLines?: number
}

/** A part of the row as JSON text; what does not parse yet stays in the draft and is not saved. */
export function JsonField({ label, place, draft, value, put, onChange, minLines = 2 }: JsonFieldProps) {
  // The text as it was typed is shown while it says the same: reformatting it would move the cursor.
  const [typed, setTyped] = useState<string>()
  const isCurrent = typed !== undefined && isSame(parseJson(typed) ?? null, value)
  const text = draft.unparsed[place] ?? (isCurrent ? typed : JSON.stringify(value, null, 2))
  return (
    <CodeEditor
      label={label}
      language="json"
      minLines={minLines}
      maxLines={16}
      value={text}
      onChange={(next) => {
        setTyped(next)
        if (next !== text) onChange((before) => withJsonText(before, place, { text: next, put }))
      }}
    />
  )
}
