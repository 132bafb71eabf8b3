import type { TraceSummary } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import type { VirtualItem } from '@tanstack/react-virtual'
import { formatCompact, formatDuration } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { CostText } from '../marks/cost-text.tsx'
import { KindMark } from '../marks/kind-mark.tsx'
import { ScoreChip } from '../marks/score-chip.tsx'
import { StatusBadge } from '../marks/status-mark.tsx'

export const cardHeight = 100

/** A trace on a phone: four lines instead of a row. */
function TraceCard({ trace }: { readonly trace: TraceSummary }) {
  const [score] = trace.scores
  return (
    <Link
      to="/traces/$traceId"
      params={{ traceId: trace.traceId }}
      className="block h-full border-b px-4 py-2.5 outline-offset-[-2px]"
    >
      <span className="flex items-center gap-2">
        <KindMark kind={trace.rootKind} />
        <span className="min-w-0 flex-1 truncate font-medium">{oneLine(trace.name, 120) || '(no name)'}</span>
        {trace.errorCount > 0 ? <StatusBadge status={trace.status} errorCount={trace.errorCount} /> : null}
        <span className="text-ink-2">{formatDuration(trace.durationMs)}</span>
      </span>
      <span className="block truncate text-ink-2">
        {oneLine(trace.inputPreview) || <span className="text-ink-3">No input</span>}
      </span>
      <span className={trace.errorPreview ? 'block truncate text-error' : 'block truncate text-ink-3'}>
        {oneLine(trace.errorPreview || trace.outputPreview) || 'No output'}
      </span>
      <span className="flex min-w-0 items-center gap-3 overflow-hidden text-xs whitespace-nowrap text-ink-3">
        <Instant iso={trace.startTime} as="relative" className="shrink-0" />
        <span className="min-w-0 truncate">{trace.models.map((model) => oneLine(model, 60)).join(', ')}</span>
        <span className="ml-auto flex min-w-0 shrink-0 items-center gap-3 overflow-hidden">
          {score ? <ScoreChip score={score} /> : null}
          {trace.usage.totalTokens > 0 ? `${formatCompact(trace.usage.totalTokens)} tok` : null}
          {trace.costSource ? <CostText costUsd={trace.costUsd} source={trace.costSource} /> : null}
        </span>
      </span>
    </Link>
  )
}

export interface TraceCardsProps {
  readonly rows: readonly TraceSummary[]
  readonly items: readonly VirtualItem[]
  readonly totalHeight: number
}

export const TraceCards = ({ rows, items, totalHeight }: TraceCardsProps) => (
  <ul aria-label="Traces" className="relative" style={{ height: totalHeight }}>
    {items.map((item) => {
      const trace = rows[item.index]
      return trace ? (
        <li
          key={trace.traceId}
          className="absolute inset-x-0 top-0"
          style={{ height: cardHeight, transform: `translateY(${item.start}px)` }}
        >
          <TraceCard trace={trace} />
        </li>
      ) : null
    })}
  </ul>
)
