import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

const tones = {
  neutral: 'bg-sunken text-ink-2 border-line',
  error: 'bg-error-soft text-error border-transparent',
  warn: 'bg-warn-soft text-warn border-transparent',
  ok: 'bg-ok-soft text-ok border-transparent',
  accent: 'bg-accent-soft text-accent border-transparent',
} as const

export type Tone = keyof typeof tones

export interface BadgeProps {
  readonly tone?: Tone
  readonly title?: string | undefined
  readonly children: ReactNode
  readonly className?: string
}

/** A short state or label, 18 px high. */
export const Badge = ({ tone = 'neutral', title, children, className }: BadgeProps) => (
  <span
    title={title}
    className={cx(
      'inline-flex h-4.5 max-w-full items-center gap-1 rounded border px-1.5 text-2xs font-medium whitespace-nowrap',
      tones[tone],
      className,
    )}
  >
    {children}
  </span>
)
