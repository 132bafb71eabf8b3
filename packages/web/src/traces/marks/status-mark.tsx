import type { TraceSummary } from '@pawl/core'
import { CircleCheck, CircleDashed, CircleX } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { cx } from '../../ui/class-names.ts'

const looks = {
  error: { icon: CircleX, ink: 'text-error', tone: 'error', label: 'Error', title: undefined },
  ok: { icon: CircleCheck, ink: 'text-ok', tone: 'ok', label: 'OK', title: undefined },
  unset: {
    icon: CircleDashed,
    ink: 'text-ink-3',
    tone: 'neutral',
    label: 'Done',
    title: 'Ended without an error; the application set no status',
  },
} as const satisfies Record<TraceSummary['status'], object>

export function StatusBadge({
  status,
  errorCount = 0,
}: {
  readonly status: TraceSummary['status']
  readonly errorCount?: number
}) {
  const { tone, label, title } = looks[status]
  const shown = errorCount > 1 ? `${errorCount} errors` : label
  return (
    <Badge tone={status === 'unset' && errorCount > 0 ? 'error' : tone} title={title}>
      {shown}
    </Badge>
  )
}

/** The same as an icon, for a narrow column; how many spans failed stands beside it. */
export function StatusMark({
  status,
  errorCount,
}: {
  readonly status: TraceSummary['status']
  readonly errorCount: number
}) {
  const { icon: Icon, ink, label, title } = looks[status]
  return (
    <span
      role="img"
      aria-label={label}
      title={title ?? label}
      className={cx('inline-flex items-center gap-1 align-middle', ink)}
    >
      <Icon aria-hidden size={14} />
      {errorCount > 1 ? <span className="text-xs font-medium">{errorCount}</span> : null}
    </span>
  )
}
