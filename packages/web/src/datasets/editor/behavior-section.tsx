import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/field.tsx'
import { outputTextOf } from '../marks/row-texts.ts'
import { parseJson, type RowDraft, withField } from './row-draft.ts'
import { Section } from './section.tsx'

export interface RowSectionProps {
  readonly draft: RowDraft
  readonly onChange: (change: (draft: RowDraft) => RowDraft) => void
}

/** What a right output does, in words, and such an output. */
export function BehaviorSection({ draft, onChange }: RowSectionProps) {
  const { expectedBehavior } = draft.fields
  return (
    <Section title="Expected behavior" hint="What a right output does, in words">
      <TextArea
        aria-label="Expected behavior"
        autoFocus
        rows={3}
        className="field-sizing-content min-h-18! max-h-72"
        placeholder="Says that the refund window is 30 days, and offers to start the refund"
        value={expectedBehavior}
        onChange={(event) => {
          const { value } = event.target
          onChange((before) => withField(before, 'expectedBehavior', value))
        }}
      />
    </Section>
  )
}

/** JSON objects and lists are kept as JSON, so that evaluators compare values; anything else is text. */
function referenceOf(text: string): RowDraft['fields']['reference'] {
  if (text === '') return null
  const value = /^\s*[[{]/.test(text) ? parseJson(text) : undefined
  return value ?? text
}

const textOfReference = (value: RowDraft['fields']['reference']): string =>
  value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value, null, 2)

export function ReferenceSection({ draft, onChange }: RowSectionProps) {
  const { reference, observedOutput } = draft.fields
  const put = (text: string) => onChange((before) => withField(before, 'reference', referenceOf(text)))
  const cameOut = observedOutput === null ? '' : outputTextOf(observedOutput)
  return (
    <Section
      title="Desired output"
      hint="A right answer, if one is known"
      actions={
        cameOut !== '' && reference === null ? (
          <Button variant="ghost" onClick={() => put(cameOut)}>
            Start from what came out
          </Button>
        ) : null
      }
    >
      <ReferenceText text={textOfReference(reference)} onChange={put} />
    </Section>
  )
}

interface ReferenceTextProps {
  readonly text: string
  readonly onChange: (text: string) => void
}

function ReferenceText({ text, onChange }: ReferenceTextProps) {
  // As typed: JSON that was just completed must not be reformatted under the cursor.
  const [typed, setTyped] = useState(text)
  const isCurrent = textOfReference(referenceOf(typed)) === text
  return (
    <TextArea
      aria-label="Desired output"
      rows={2}
      className="field-sizing-content min-h-14! max-h-72"
      placeholder="Yes, within 30 days. Shall I start it?"
      value={isCurrent ? typed : text}
      onChange={(event) => {
        setTyped(event.target.value)
        onChange(event.target.value)
      }}
    />
  )
}
