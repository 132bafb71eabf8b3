import type { TraceDetail, TraceSummary } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { formatCount, formatDuration } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { CostText } from '../marks/cost-text.tsx'
import { KindMark } from '../marks/kind-mark.tsx'
import { ScoreChip } from '../marks/score-chip.tsx'
import { StatusBadge } from '../marks/status-mark.tsx'
import { ScoreDialog } from '../scores/score-dialog.tsx'
import { TraceActionSlot } from '../slots.tsx'
import { TraceActions } from './trace-actions.tsx'

/** What the trace is, in two lines, and what can be done with it. */
export interface TraceHeaderProps {
  readonly detail: TraceDetail
  /** Leaves the figures of the trace out: on a phone the open span needs the room. */
  readonly isCompact: boolean
  readonly openSpanId: string | undefined
}

export function TraceHeader({ detail, isCompact, openSpanId }: TraceHeaderProps) {
  const { trace } = detail
  const [adds, setAdds] = useState(false)
  return (
    <header className="shrink-0 border-b bg-surface px-4 py-2.5">
      <div className="flex items-center gap-2">
        <nav aria-label="Place" className="flex min-w-0 flex-1 items-center gap-1.5">
          <Link to="/traces" className="flex shrink-0 items-center gap-1.5 text-ink-3 hover:text-ink">
            <ArrowLeft aria-hidden size={16} className="md:hidden" />
            <span className="max-md:sr-only">Traces</span>
          </Link>
          <ChevronRight aria-hidden size={13} className="shrink-0 text-ink-3 max-md:hidden" />
          <KindMark kind={trace.rootKind} size={15} />
          <h1 className="truncate text-base font-semibold">{oneLine(trace.name, 200) || '(no name)'}</h1>
          <StatusBadge status={trace.status} errorCount={trace.errorCount} />
          {trace.hasRoot ? null : (
            <Badge tone="warn" title="The root span has not arrived yet: the earliest span stands in">
              no root yet
            </Badge>
          )}
        </nav>
        <TraceActionSlot trace={trace} openSpanId={openSpanId} />
        <span className="flex gap-2 max-md:hidden">
          <Button onClick={() => setAdds(true)}>Add score</Button>
          <CopyButton text={() => trace.traceId} what="Trace id" />
        </span>
        <TraceActions detail={detail} onScore={() => setAdds(true)} />
      </div>
      {isCompact ? null : <TraceFacts detail={detail} />}
      {adds ? (
        <ScoreDialog target={{ traceId: trace.traceId }} about="this trace" onClose={() => setAdds(false)} />
      ) : null}
    </header>
  )
}

const Fact = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className="flex min-w-0 items-baseline gap-1.5">
    <dt className="shrink-0 text-xs text-ink-3">{label}</dt>
    <dd className="min-w-0 truncate">{children}</dd>
  </div>
)

function TraceFacts({ detail }: { readonly detail: TraceDetail }) {
  const { trace, scores } = detail
  const { usage } = trace
  const about = scores.filter((score) => score.target === 'trace')
  const shown = about.length > 0 ? about : trace.scores
  return (
    <dl className="mt-1.5 flex flex-wrap items-baseline gap-x-5 gap-y-1">
      <Fact label="Start">
        <Instant iso={trace.startTime} />
      </Fact>
      <Fact label="Duration">{formatDuration(trace.durationMs)}</Fact>
      <Fact label="Spans">{formatCount(trace.spanCount)}</Fact>
      {usage.totalTokens > 0 ? (
        <Fact label="Tokens">
          <span
            title={`${formatCount(usage.cacheReadTokens)} from cache, ${formatCount(usage.reasoningTokens)} reasoning`}
          >
            {formatCount(usage.inputTokens)} in, {formatCount(usage.outputTokens)} out
          </span>
        </Fact>
      ) : null}
      {trace.costSource ? (
        <Fact label="Cost">
          <CostText costUsd={trace.costUsd} source={trace.costSource} />
        </Fact>
      ) : null}
      {trace.models.length > 0 ? (
        <Fact label="Model">{trace.models.map((model) => oneLine(model, 60)).join(', ')}</Fact>
      ) : null}
      <OwnerFacts trace={trace} />
      {trace.environment ? <Fact label="Environment">{oneLine(trace.environment, 40)}</Fact> : null}
      {trace.tags.length > 0 ? (
        <Fact label="Tags">
          <span className="inline-flex gap-1">
            {trace.tags.map((tag) => (
              <Badge key={tag}>{oneLine(tag, 40)}</Badge>
            ))}
          </span>
        </Fact>
      ) : null}
      {shown.length > 0 ? (
        <Fact label="Scores">
          <span className="inline-flex gap-1">
            {shown.slice(0, 6).map((score) => (
              <ScoreChip key={`${score.name}${score.value}${score.label}`} score={score} />
            ))}
          </span>
        </Fact>
      ) : null}
    </dl>
  )
}

/** Whose trace it is; each leads to the rest of theirs. */
const OwnerFacts = ({ trace }: { readonly trace: TraceSummary }) => (
  <>
    {trace.sessionId ? (
      <Fact label="Session">
        <Link to="/sessions/$sessionId" params={{ sessionId: trace.sessionId }} className="text-accent hover:underline">
          {oneLine(trace.sessionId, 40)}
        </Link>
      </Fact>
    ) : null}
    {trace.userId ? (
      <Fact label="User">
        <Link to="/traces" search={{ user: [trace.userId], range: 'all' }} className="text-accent hover:underline">
          {oneLine(trace.userId, 40)}
        </Link>
      </Fact>
    ) : null}
  </>
)
