import { oneLine } from '../../ui/visible-text.ts'

export interface NameChoiceProps {
  readonly label: string
  /** What is said when there is nothing to choose. */
  readonly none: string
  /** Undefined while they are on their way. */
  readonly known: readonly string[] | undefined
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

/** Some of a few names. What was chosen and is gone meanwhile can still be taken away. */
export function NameChoice({ label, none, known = [], chosen, onChange }: NameChoiceProps) {
  const names = [...new Set([...known, ...chosen])].sort()
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-ink-2">{label}</legend>
      {names.length === 0 ? <p className="text-xs text-ink-3">{none}</p> : null}
      <div className="max-h-40 space-y-1 overflow-auto">
        {names.map((name) => (
          <label key={name} className="flex items-center gap-2">
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, name] : chosen.filter((other) => other !== name))
              }
            />
            <span className="truncate">{oneLine(name, 100)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
