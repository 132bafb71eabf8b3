import { Check } from 'lucide-react'
import { cx } from '../../ui/class-names.ts'
import { formatCompact } from '../../ui/format/index.ts'
import { oneLine } from '../../ui/visible-text.ts'

export interface FacetValueProps {
  readonly value: string
  /** Unknown for a value that is chosen but no longer counted. */
  readonly count: number | undefined
  readonly checked: boolean
  readonly onToggle: () => void
}

/** One value with its count; the whole line is the check box. */
export function FacetValue({ value, count, checked, onToggle }: FacetValueProps) {
  return (
    <label
      className="relative flex h-6.5 cursor-pointer items-center gap-2 rounded px-2 text-xs hover:bg-hover pointer-coarse:h-9"
      title={oneLine(value)}
    >
      <input
        type="checkbox"
        className="peer absolute size-3.5 cursor-pointer opacity-0"
        checked={checked}
        onChange={onToggle}
      />
      <span
        aria-hidden
        className={cx(
          'grid size-3.5 shrink-0 place-items-center rounded-sm border peer-focus-visible:outline-2 peer-focus-visible:outline-accent',
          checked ? 'border-transparent bg-accent-fill text-white' : 'border-line-strong bg-surface',
        )}
      >
        {checked ? <Check size={11} strokeWidth={3} /> : null}
      </span>
      <span className={cx('min-w-0 flex-1 truncate', checked && 'font-medium')}>
        {oneLine(value, 120) || '(empty)'}
      </span>
      <span className="text-ink-3">{count === undefined ? '' : formatCompact(count)}</span>
    </label>
  )
}
