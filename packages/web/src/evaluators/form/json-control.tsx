import { useState } from 'react'
import { CodeEditor } from '../../ui/code-editor.tsx'
import { type ControlProps, Group, useIssue } from './control.tsx'
import { brokenJson } from './field.ts'

const textOf = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2))

/** A JSON value as text; while it is no JSON, the draft holds what no schema takes. */
export function JsonControl({ field, value, onChange, path }: ControlProps<'json'>) {
  const [text, setText] = useState(() => textOf(value))
  const [sent, setSent] = useState<unknown>(value)
  // The value was changed from elsewhere (another version was opened): the text follows.
  if (!Object.is(sent, value)) {
    setSent(value)
    setText(textOf(value))
  }
  const change = (next: string) => {
    const read = readJson(next)
    setText(next)
    setSent(read)
    onChange(read)
  }
  const issue = useIssue(path)
  return (
    <Group label={field.absent ? undefined : field.label} hint={field.hint}>
      <CodeEditor
        language="json"
        label={field.label}
        value={text}
        onChange={change}
        minLines={field.lines ?? 3}
        maxLines={Math.max(16, field.lines ?? 0)}
        {...(field.placeholder === undefined ? {} : { placeholder: field.placeholder })}
        problem={Number.isNaN(value) ? undefined : issue}
      />
    </Group>
  )
}

function readJson(text: string): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return brokenJson
  }
}
