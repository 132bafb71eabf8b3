import type { RunView } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { Badge } from '../../ui/badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { formatCompact, formatCostUsd, formatDuration } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { Rate } from '../../ui/interval-bar.tsx'
import { ListHead } from '../../ui/list-page.tsx'
import { useNow } from '../../ui/use-now.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { cautiousRate, runDurationMs } from '../marks/run-figures.ts'
import { RunStatusBadge, TargetName } from '../marks/run-marks.tsx'

const columns =
  'md:grid md:grid-cols-[1.5rem_6rem_minmax(9rem,1.4fr)_minmax(7rem,1fr)_12.5rem_5.5rem_4.5rem_4.5rem_6.5rem] md:items-center md:gap-x-3'

export const RunListHead = () => (
  <ListHead columns={columns}>
    <span />
    <span>Status</span>
    <span>Target</span>
    <span>Dataset</span>
    <span>Pass rate, 95 % interval</span>
    <span className="text-right">Trials</span>
    <span className="text-right">Took</span>
    <span className="text-right">Cost</span>
    <span className="text-right">Started</span>
  </ListHead>
)

export interface RunLineProps {
  readonly run: RunView
  readonly isSelected: boolean
  readonly isChosen: boolean
  readonly onChoose: () => void
}

export function RunLine({ run, isSelected, isChosen, onChoose }: RunLineProps) {
  const { progress, target, datasetName, datasetRevision, rowCount } = run
  const nowMs = useNow()
  const { rate, interval } = cautiousRate(progress, rowCount)
  const apart = progress.counts.error + progress.counts.unrecorded_tool_call
  return (
    <div
      className={cx(
        'relative h-full border-b px-4 hover:bg-hover max-md:flex max-md:flex-wrap max-md:content-center max-md:items-center max-md:gap-x-3 max-md:gap-y-1.5',
        columns,
        isSelected && 'bg-selected! shadow-[inset_2px_0_0_var(--color-accent)]',
      )}
    >
      <input
        type="checkbox"
        aria-label={`Choose run ${run.id} for a comparison`}
        checked={isChosen}
        onChange={onChoose}
        className="relative z-10 size-3.5 accent-accent-fill pointer-coarse:size-5"
      />
      <span className="max-md:order-1">
        <RunStatusBadge run={run} />
      </span>
      <span className="min-w-0 max-md:flex-1">
        <TargetName target={target} />
        {run.note ? <span className="block truncate text-xs text-ink-3">{oneLine(run.note, 120)}</span> : null}
      </span>
      <span className="min-w-0 truncate text-ink-2 max-md:order-2 max-md:basis-full">
        {datasetName} <span className="text-xs text-ink-3">r{datasetRevision}</span>
      </span>
      <Rate
        value={rate}
        interval={interval}
        tone={rate === null ? 'neutral' : 'accent'}
        className="max-md:order-3 max-md:flex-1"
      />
      <span className="text-right text-ink-2 max-md:order-3">
        {progress.finished === progress.total
          ? formatCompact(progress.total)
          : `${formatCompact(progress.finished)} of ${formatCompact(progress.total)}`}
        {apart > 0 ? (
          <Badge
            tone="warn"
            className="ml-1"
            title="Trials without an output to judge; they count as neither pass nor fail"
          >
            {formatCompact(apart)} err
          </Badge>
        ) : null}
      </span>
      <span className="text-right text-ink-2 max-md:hidden">{formatDuration(runDurationMs(run, nowMs))}</span>
      <span className="text-right text-ink-2 max-md:hidden">
        {progress.costUsd === null ? <span className="text-ink-3">—</span> : formatCostUsd(progress.costUsd)}
      </span>
      <span className="truncate text-right text-xs text-ink-3 max-md:order-3">
        <Instant iso={run.createdAt} as="relative" />
        <span className="block truncate max-md:hidden">{oneLine(run.startedBy, 40)}</span>
      </span>
      <Link
        to="/runs/$runId"
        params={{ runId: run.id }}
        search={{}}
        aria-label={`Run of ${target.name} on ${datasetName}`}
        className="absolute inset-0 outline-offset-[-2px]"
      />
    </div>
  )
}
