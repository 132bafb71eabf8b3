import type { GateSummary } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { cx } from '../../ui/class-names.ts'
import { formatCompact, formatCostUsd } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { ListHead } from '../../ui/list-page.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { GateBadge, releaseText } from '../marks/gate-marks.tsx'

const columns =
  'md:grid md:grid-cols-[6.5rem_minmax(9rem,1fr)_6.5rem_minmax(0,2.2fr)_4.5rem_4.5rem_7rem] md:items-center md:gap-x-3'

export const GateListHead = () => (
  <ListHead columns={columns}>
    <span>Verdict</span>
    <span>Release</span>
    <span>Into</span>
    <span>Because</span>
    <span className="text-right">Trials</span>
    <span className="text-right">Cost</span>
    <span className="text-right">Started</span>
  </ListHead>
)

export interface GateLineProps {
  readonly gate: GateSummary
  /** Why it stands as it does. */
  readonly why: string
}

export function GateLine({ gate, why }: GateLineProps) {
  const { environment, release, trials, costUsd, createdAt, startedBy, note } = gate
  return (
    <Link
      to="/gates/$gateId"
      params={{ gateId: gate.id }}
      search={{}}
      className={cx(
        'min-h-11 border-b px-4 py-1.5 outline-offset-[-2px] hover:bg-hover max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-2.5 max-md:gap-y-1',
        columns,
      )}
    >
      <span>
        <GateBadge gate={gate} />
      </span>
      <span className="min-w-0 max-md:flex-1">
        <span className="block truncate font-medium">{releaseText(release)}</span>
        {note === '' ? null : <span className="block truncate text-xs text-ink-3">{oneLine(note, 120)}</span>}
      </span>
      <span className="truncate text-ink-2">{environment}</span>
      <span className="min-w-0 truncate text-ink-2 max-md:basis-full max-md:text-xs" title={why}>
        {why}
      </span>
      <span className="text-right text-ink-2 max-md:text-xs">
        {formatCompact(trials)}
        <span className="md:hidden"> trials</span>
      </span>
      <span className="text-right text-ink-2 max-md:hidden">
        {costUsd === null ? <span className="text-ink-3">—</span> : formatCostUsd(costUsd)}
      </span>
      <span className="truncate text-right text-xs text-ink-3 max-md:ml-auto">
        <Instant iso={createdAt} as="relative" />
        <span className="block truncate max-md:hidden">{oneLine(startedBy, 40)}</span>
      </span>
    </Link>
  )
}
