import type { ProjectSettings, RedactionRules } from '@pawl/core'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../ui/button.tsx'
import { Field, Input, TextArea } from '../ui/field.tsx'
import { SettingsSection } from './settings-section.tsx'
import type { SettingsFormProps } from './use-save-settings.ts'

const builtIns = {
  secrets: 'Secrets: API keys, tokens, private keys, passwords in addresses',
  cards: 'Card numbers that pass their check digit',
  emails: 'E-mail addresses',
} as const satisfies Record<RedactionRules['builtIn'][number], string>

const builtInNames = Object.keys(builtIns) as readonly RedactionRules['builtIn'][number][]

type Pattern = RedactionRules['patterns'][number]

/** Why a pattern cannot be saved; undefined when it can. */
export function patternError({ name, pattern }: Pattern): string | undefined {
  if (pattern === '') return 'The expression is empty.'
  if (name.trim() === '') return 'A name is needed: counts are shown by it.'
  try {
    new RegExp(pattern, 'u')
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : 'Not a regular expression.'
  }
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** What is removed before anything is stored. */
export function RedactionSection({ settings, save }: SettingsFormProps) {
  const [rules, setRules] = useState<ProjectSettings['redaction']>(settings.redaction)
  const [keys, setKeys] = useState(settings.redaction.keys.join('\n'))
  const draft = { ...rules, keys: linesOf(keys) }
  const isValid = rules.patterns.every((pattern) => patternError(pattern) === undefined)
  const isChanged = JSON.stringify(draft) !== JSON.stringify(settings.redaction)
  return (
    <SettingsSection
      id="redaction"
      title="Redaction"
      about="Removed before storage, counted, and marked on the span. What is stored already stays as it is."
    >
      <form
        className="max-w-2xl space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (isValid) save.change({ redaction: draft })
        }}
      >
        <BuiltIns chosen={rules.builtIn} onChange={(builtIn) => setRules({ ...rules, builtIn: [...builtIn] })} />
        <Field
          label="Key names"
          hint="One a line, without case: the value of any attribute or JSON key of this name is removed"
        >
          {(control) => (
            <TextArea
              {...control}
              rows={3}
              className="font-mono text-xs!"
              placeholder={'password\nauthorization'}
              value={keys}
              onChange={(event) => setKeys(event.target.value)}
            />
          )}
        </Field>
        <Patterns patterns={rules.patterns} onChange={(patterns) => setRules({ ...rules, patterns: [...patterns] })} />
        <Button type="submit" disabled={!isValid || !isChanged || save.isSaving}>
          Save redaction
        </Button>
      </form>
    </SettingsSection>
  )
}

type BuiltIn = RedactionRules['builtIn'][number]

interface BuiltInsProps {
  readonly chosen: readonly BuiltIn[]
  readonly onChange: (chosen: readonly BuiltIn[]) => void
}

const BuiltIns = ({ chosen, onChange }: BuiltInsProps) => (
  <fieldset className="space-y-1.5">
    <legend className="mb-1 text-xs font-medium text-ink-2">Built-in patterns</legend>
    {builtInNames.map((name) => (
      <label key={name} className="flex items-center gap-2">
        <input
          type="checkbox"
          className="accent-accent-fill"
          checked={chosen.includes(name)}
          onChange={(event) =>
            onChange(event.target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))
          }
        />
        {builtIns[name]}
      </label>
    ))}
  </fieldset>
)

function Patterns({
  patterns,
  onChange,
}: {
  readonly patterns: readonly Pattern[]
  readonly onChange: (patterns: readonly Pattern[]) => void
}) {
  const set = (at: number, change: Partial<Pattern>) =>
    onChange(patterns.map((one, index) => (index === at ? { ...one, ...change } : one)))
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-ink-2">Regular expressions</legend>
      <ul className="space-y-2">
        {patterns.map((pattern, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are edited in place; their name changes while it is typed.
          <li key={index}>
            <div className="flex gap-2">
              <Input
                aria-label="Name"
                placeholder="Name"
                className="w-36!"
                value={pattern.name}
                onChange={(event) => set(index, { name: event.target.value })}
              />
              <Input
                aria-label="Expression"
                placeholder="\bEMP-\d{6}\b"
                className="font-mono text-xs!"
                value={pattern.pattern}
                onChange={(event) => set(index, { pattern: event.target.value })}
              />
              <IconButton
                icon={X}
                label="Remove the expression"
                onClick={() => onChange(patterns.filter((_, at) => at !== index))}
              />
            </div>
            {patternError(pattern) ? <p className="mt-0.5 text-xs text-error">{patternError(pattern)}</p> : null}
          </li>
        ))}
      </ul>
      <Button
        icon={Plus}
        variant="ghost"
        className="mt-1.5"
        onClick={() => onChange([...patterns, { name: '', pattern: '' }])}
      >
        Add an expression
      </Button>
    </fieldset>
  )
}
