import type { EvaluatorOutcome } from '@pawl/core'
import { CircleCheck, CircleHelp, CircleX } from 'lucide-react'
import { cx } from '../../ui/class-names.ts'

const looks = {
  pass: { icon: CircleCheck, ink: 'text-ok', label: 'Pass' },
  fail: { icon: CircleX, ink: 'text-error', label: 'Fail' },
  unknown: { icon: CircleHelp, ink: 'text-warn', label: 'Could not be judged' },
} as const satisfies Record<EvaluatorOutcome, object>

export interface OutcomeMarkProps {
  readonly outcome: EvaluatorOutcome
  /** With the word beside the icon. */
  readonly isNamed?: boolean
  readonly className?: string
}

export function OutcomeMark({ outcome, isNamed = false, className }: OutcomeMarkProps) {
  const { icon: Icon, ink, label } = looks[outcome]
  return (
    <span
      title={label}
      className={cx('inline-flex shrink-0 items-center gap-1 text-xs font-medium', ink, className)}
      {...(isNamed ? {} : { role: 'img', 'aria-label': label })}
    >
      <Icon aria-hidden size={14} className="shrink-0" />
      {isNamed ? label : null}
    </span>
  )
}
