import type { GateSummary, Release, ReleaseTarget } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { Bot, CircleCheck, CircleHelp, CircleX, MessageSquareText } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { isUnderWay } from '../gate-queries.ts'
import { statusWords, verdictWords } from './words.ts'

const verdictIcons = { pass: CircleCheck, fail: CircleX, inconclusive: CircleHelp } as const

/** A content address is known by its start; other versions are shown whole. */
const shortVersion = (version: string): string => (/^[0-9a-f]{40,}$/.test(version) ? version.slice(0, 10) : version)

export const versionText = ({ version, number }: Pick<ReleaseTarget, 'version' | 'number'>): string =>
  number === null ? oneLine(shortVersion(version), 40) : `v${number}`

/** `support v4`, as people say it. */
export const releaseText = ({ targets }: Pick<Release, 'targets'>): string =>
  targets.map((target) => `${oneLine(target.name, 80)} ${versionText(target)}`).join(', ')

export function TargetLink({ target, className }: { readonly target: ReleaseTarget; readonly className?: string }) {
  const isPrompt = target.type === 'prompt'
  const Icon = isPrompt ? MessageSquareText : Bot
  const name = (
    <>
      <Icon aria-hidden size={14} strokeWidth={1.9} className="shrink-0 text-ink-3" />
      <span className="truncate font-medium">{oneLine(target.name, 120)}</span>
      <span className="shrink-0 text-ink-2">{versionText(target)}</span>
    </>
  )
  const look = cx('inline-flex min-w-0 max-w-full items-center gap-1.5', className)
  if (!isPrompt || target.number === null) return <span className={look}>{name}</span>
  return (
    <Link
      to="/prompts/$name"
      params={{ name: target.name }}
      search={{ tab: 'versions', to: target.number }}
      className={cx(look, 'hover:underline')}
    >
      {name}
    </Link>
  )
}

/** All parts of a release, each linked to its version. */
export const ReleaseName = ({ release }: { readonly release: Release }) => (
  <span className="inline-flex max-w-full flex-wrap items-center gap-x-3 gap-y-0.5">
    {release.targets.map((target) => (
      <TargetLink key={target.name} target={target} />
    ))}
  </span>
)

export type ShownGate = Pick<GateSummary, 'status' | 'statusReason' | 'verdict' | 'isUnprotected'>

/** What a gate came to, or how it stands while it has not. */
export function GateBadge({ gate }: { readonly gate: ShownGate }) {
  const { status, statusReason, verdict, isUnprotected } = gate
  if (status !== 'decided') {
    const { label, tone, meaning } = statusWords[status]
    return (
      <Badge tone={tone} title={statusReason || meaning}>
        {isUnderWay(gate) ? <span className="size-1.5 animate-pulse rounded-full bg-current" /> : null}
        {label}
      </Badge>
    )
  }
  if (isUnprotected) {
    return (
      <Badge tone="warn" title="No active row could have stopped it; that is never a pass.">
        Unprotected
      </Badge>
    )
  }
  const Icon = verdictIcons[verdict]
  const { label, tone, meaning } = verdictWords[verdict]
  return (
    <Badge tone={tone} title={meaning}>
      <Icon aria-hidden size={11} strokeWidth={2.4} />
      {label}
    </Badge>
  )
}
