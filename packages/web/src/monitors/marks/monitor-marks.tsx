import type { AlertSlice, AlertState, Monitor } from '@pawl/core'
import { BellOff } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { formatRelative } from '../../ui/format/index.ts'
import { useNow } from '../../ui/use-now.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { alertStateWords, monitorStateWords, sliceKeyText } from './words.ts'

export const MonitorStateBadge = ({ monitor: { state, problem } }: { readonly monitor: Monitor }) => {
  const { label, tone, meaning } = monitorStateWords[state]
  return (
    <Badge tone={tone} title={problem ?? meaning}>
      {label}
    </Badge>
  )
}

export const AlertStateBadge = ({ state }: { readonly state: AlertState }) => {
  const { label, tone } = alertStateWords[state]
  return <Badge tone={tone}>{label}</Badge>
}

/** That nobody is told, and until when. */
export function MuteBadge({ mute }: Pick<Monitor, 'mute'>) {
  const nowMs = useNow()
  if (mute === null || Date.parse(mute.until) <= nowMs) return null
  return (
    <Badge tone="warn" title={`By ${oneLine(mute.who, 80)}. ${oneLine(mute.reason, 400)}`}>
      <BellOff aria-hidden size={11} />
      Muted, ends {formatRelative(mute.until, nowMs)}
    </Badge>
  )
}

export const SliceText = ({ slice }: { readonly slice: AlertSlice }) => (
  <span className="min-w-0 break-words">
    <span className="text-ink-3">{sliceKeyText(slice.key)}</span>{' '}
    <span className="font-medium">{oneLine(slice.value, 120) || '(none)'}</span>
  </span>
)

/** How far the evidence of a shift has come on its way to an alert. */
export const EvidenceMeter = ({ evidence, className }: { readonly evidence: number; readonly className?: string }) => {
  const percent = Math.round(Math.min(1, Math.max(0, evidence)) * 100)
  return (
    <span
      title={`${percent} % of the way to an alert`}
      className={cx('relative block h-1.5 min-w-12 overflow-hidden rounded-full bg-line', className)}
    >
      <span
        aria-hidden
        className={cx(
          'absolute inset-y-0 left-0 rounded-full',
          evidence >= 1 ? 'bg-error-fill' : evidence >= 0.6 ? 'bg-warn-fill' : 'bg-ink-3',
        )}
        style={{ width: `${percent}%` }}
      />
      <span className="sr-only">{percent} % of the way to an alert</span>
    </span>
  )
}
