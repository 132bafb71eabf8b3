import { useState } from 'react'
import { CodeEditor } from '../../ui/code-editor.tsx'
import type { Issues } from './definition-issues.ts'
import { asDraft, type Draft } from './field.ts'

export interface DefinitionJsonProps {
  readonly value: Draft
  readonly onChange: (value: Draft) => void
  readonly issues: Issues
}

/** The whole definition as it is stored, for those who know it by heart. */
export function DefinitionJson({ value, onChange, issues }: DefinitionJsonProps) {
  const [text, setText] = useState(() => JSON.stringify(value, null, 2))
  const [first] = issues
  const change = (next: string) => {
    setText(next)
    try {
      onChange(asDraft(JSON.parse(next)))
    } catch {
      // No definition while it is no JSON: what was there must not be saved in its place.
      onChange({ kind: '' })
    }
  }
  return (
    <CodeEditor
      language="json"
      label="Definition as JSON"
      value={text}
      onChange={change}
      minLines={12}
      maxLines={30}
      problem={first && isJson(text) ? `${first[0] === '' ? '' : `${first[0]}: `}${first[1]}` : undefined}
    />
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
