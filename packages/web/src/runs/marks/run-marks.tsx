import type { RunView } from '@pawl/core'
import { Disc3, Globe, type LucideIcon, MessageSquareText, SquareFunction, SquareTerminal } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { statusWords } from './words.ts'

const icons: Readonly<Record<RunView['target']['type'], LucideIcon>> = {
  prompt: MessageSquareText,
  http: Globe,
  command: SquareTerminal,
  function: SquareFunction,
  recorded: Disc3,
}

const targetLabels = {
  prompt: 'Prompt',
  http: 'HTTP target',
  command: 'Command',
  function: 'Function',
  recorded: 'Recorded outputs',
} as const satisfies Record<RunView['target']['type'], string>

/** A content address is known by its start, a prompt's version by its number; other versions are shown whole. */
const shortVersion = (version: string): string =>
  /^[0-9a-f]{40,}$/.test(version) ? version.slice(0, 10) : version.replace(/^(\d+) \([0-9a-f]{12}\)$/, 'v$1')

export function TargetName({ target, className }: { readonly target: RunView['target']; readonly className?: string }) {
  const Icon = icons[target.type]
  return (
    <span className={cx('flex min-w-0 items-center gap-1.5', className)} title={targetLabels[target.type]}>
      <Icon aria-label={targetLabels[target.type]} size={14} strokeWidth={1.9} className="shrink-0 text-ink-3" />
      <span className="truncate font-medium">{oneLine(target.name, 120)}</span>
      {target.version ? (
        <span title={oneLine(target.version, 120)} className="shrink-0 text-xs text-ink-2">
          {oneLine(shortVersion(target.version), 24)}
        </span>
      ) : null}
    </span>
  )
}

export function RunStatusBadge({ run }: { readonly run: Pick<RunView, 'status' | 'statusReason'> }) {
  const { label, tone, meaning } = statusWords[run.status]
  return (
    <Badge tone={tone} title={run.statusReason || meaning}>
      {run.status === 'running' ? <span className="size-1.5 animate-pulse rounded-full bg-current" /> : null}
      {label}
    </Badge>
  )
}
