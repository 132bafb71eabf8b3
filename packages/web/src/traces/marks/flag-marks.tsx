import type { SpanFlag } from '@pawl/core'
import { ClockAlert, EyeOff, type LucideIcon, PencilLine, Scissors, ShieldEllipsis, Timer, Unlink } from 'lucide-react'

interface FlagLook {
  readonly icon: LucideIcon
  readonly label: string
  readonly meaning: string
}

export const flagLooks = {
  impossible_time: {
    icon: ClockAlert,
    label: 'Impossible time',
    meaning: 'Its own time was before 2000 or over a day ahead: it is filed by when it was received',
  },
  synthetic_time: { icon: PencilLine, label: 'Made-up time', meaning: 'The import had no times: these were made up' },
  clock_skew: {
    icon: Timer,
    label: 'Clock skew',
    meaning: 'It started before its parent by its own clock: it is drawn later than it says',
  },
  orphan: { icon: Unlink, label: 'Orphan', meaning: 'Its parent span has not arrived' },
  missing_content: {
    icon: EyeOff,
    label: 'No content',
    meaning: 'The application does not send content until told to',
  },
  redacted: {
    icon: ShieldEllipsis,
    label: 'Redacted',
    meaning: 'The redaction rules removed something before it was stored',
  },
  dropped_attributes: {
    icon: Scissors,
    label: 'Dropped attributes',
    meaning: 'The sender dropped attributes: it reached a limit of its own',
  },
} as const satisfies Record<SpanFlag, FlagLook>

/** Small marks in a row of the tree; what they mean is shown on hover. */
export const FlagMarks = ({ flags }: { readonly flags: readonly SpanFlag[] }) =>
  flags.map((flag) => {
    const { icon: Icon, label, meaning } = flagLooks[flag]
    return (
      <span key={flag} role="img" aria-label={label} title={`${label}: ${meaning}`} className="shrink-0 text-warn">
        <Icon aria-hidden size={12} />
      </span>
    )
  })
