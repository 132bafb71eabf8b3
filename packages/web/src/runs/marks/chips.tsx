import type { Tone } from '../../ui/badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { formatCount } from '../../ui/format/index.ts'

const inks: Readonly<Record<Tone, string>> = {
  neutral: 'text-ink-2',
  error: 'text-error',
  warn: 'text-warn',
  ok: 'text-ok',
  accent: 'text-accent',
}

export interface ChipsProps<Name extends string> {
  readonly label: string
  readonly words: Readonly<Record<Name, { readonly label: string; readonly tone: Tone; readonly meaning: string }>>
  readonly names: readonly Name[]
  /** Undefined while they are not known. */
  readonly counts: Readonly<Record<Name, number>> | undefined
  readonly chosen: readonly Name[]
  readonly onToggle: (name: Name) => void
}

/** Counts that filter when pressed. One that counts nothing is left out unless it is chosen. */
export function Chips<Name extends string>({ label, words, names, counts, chosen, onToggle }: ChipsProps<Name>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: toggles in a row need no frame of a fieldset.
    <div role="group" aria-label={label} className="flex flex-wrap gap-1.5">
      {names
        .filter((name) => chosen.includes(name) || (counts?.[name] ?? 0) > 0)
        .map((name) => (
          <button
            key={name}
            type="button"
            title={words[name].meaning}
            aria-pressed={chosen.includes(name)}
            className={cx(
              'inline-flex h-7 items-center gap-1.5 rounded-full border px-2.5 text-xs font-medium hover:bg-hover pointer-coarse:h-8',
              chosen.includes(name) ? 'border-accent! bg-accent-soft' : 'bg-surface',
              inks[words[name].tone],
            )}
            onClick={() => onToggle(name)}
          >
            {words[name].label}
            <span className="font-semibold">{counts ? formatCount(counts[name]) : '…'}</span>
          </button>
        ))}
    </div>
  )
}
