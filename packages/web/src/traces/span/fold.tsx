import { ChevronRight, type LucideIcon } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { cx } from '../../ui/class-names.ts'

export interface FoldProps {
  readonly title: ReactNode
  readonly icon?: LucideIcon
  readonly startsOpen?: boolean
  readonly children: () => ReactNode
  readonly className?: string
}

/** A part that opens on demand; nothing of it exists before. */
export function Fold({ title, icon: Icon, startsOpen = false, children, className }: FoldProps) {
  const [open, setOpen] = useState(startsOpen)
  return (
    <div className={className}>
      <button
        type="button"
        aria-expanded={open}
        className="flex h-7 max-w-full items-center gap-1.5 rounded text-xs font-medium text-ink-2 hover:text-ink"
        onClick={() => setOpen(!open)}
      >
        <ChevronRight aria-hidden size={13} className={cx('shrink-0 text-ink-3', open && 'rotate-90')} />
        {Icon ? <Icon aria-hidden size={13} className="shrink-0" /> : null}
        <span className="truncate">{title}</span>
      </button>
      {open ? <div className="pt-1 pb-2 pl-5">{children()}</div> : null}
    </div>
  )
}
