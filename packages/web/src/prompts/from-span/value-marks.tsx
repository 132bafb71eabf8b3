import { X } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { isVariable } from './mark-dialog.tsx'
import type { ValueMark } from './text-marks.ts'

export interface ValueMarksProps {
  readonly values: readonly ValueMark[]
  readonly onChange: (values: readonly ValueMark[]) => void
}

/** Texts that become a variable wherever they stand: typed, for those who select with no pointer. */
export function ValueMarks({ values, onChange }: ValueMarksProps) {
  const [value, setValue] = useState('')
  const [name, setName] = useState('')
  const isReady = value !== '' && isVariable(name.trim()) && !values.some((mark) => mark.value === value)
  return (
    <form
      aria-label="Replace a text everywhere"
      className="space-y-1.5"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isReady) return
        onChange([...values, { variable: name.trim(), value }])
        setValue('')
        setName('')
      }}
    >
      <p className="text-xs font-medium text-ink-2">Replace a text everywhere</p>
      <div className="flex gap-1.5">
        <Input aria-label="Text" placeholder="Text" value={value} onChange={(event) => setValue(event.target.value)} />
        <Input
          aria-label="Variable"
          placeholder="variable"
          className="font-mono text-xs!"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" disabled={!isReady}>
          Replace
        </Button>
      </div>
      {values.map((mark) => (
        <p key={mark.value} className="flex items-center gap-1 text-xs text-ink-2">
          <span className="min-w-0 truncate">{oneLine(mark.value, 60)}</span> →
          <span className="truncate font-mono text-accent">{mark.variable}</span>
          <IconButton
            icon={X}
            label={`No longer replace ${oneLine(mark.value, 40)}`}
            onClick={() => onChange(values.filter((other) => other !== mark))}
          />
        </p>
      ))}
    </form>
  )
}
