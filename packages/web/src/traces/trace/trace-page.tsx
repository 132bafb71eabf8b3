import type { TraceDetail } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useRef, useState } from 'react'
import { Loaded } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { SplitPane } from '../../ui/split-pane.tsx'
import { Skeleton, SkeletonLines } from '../../ui/states.tsx'
import { useIsPhone } from '../../ui/use-media-query.ts'
import { SpanDetailPane } from '../span/span-detail.tsx'
import { traceQuery } from '../trace-queries.ts'
import { SpanList } from './span-list.tsx'
import { SpanToolbar } from './span-toolbar.tsx'
import { TraceHeader } from './trace-header.tsx'
import type { TraceSearch } from './trace-search.ts'
import { type SpanRows, useSpanKeys, useSpanRows } from './use-span-rows.ts'

/** One trace: its tree beside its time, and whatever span is open. */
export function TracePage() {
  const { traceId } = useParams({ from: '/traces/$traceId' })
  const trace = useQuery(traceQuery(traceId))
  return (
    <Loaded isPage query={trace} waiting={<TraceSkeleton />}>
      {(detail) => <TraceView key={traceId} detail={detail} />}
    </Loaded>
  )
}

function TraceView({ detail }: { readonly detail: TraceDetail }) {
  const search: TraceSearch = useSearch({ from: '/traces/$traceId' })
  const navigate = useNavigate({ from: '/traces/$traceId' })
  const input = useRef<HTMLInputElement>(null)
  const isPhone = useIsPhone()
  const [showsSpan, setShowsSpan] = useState(search.span !== undefined)
  const state = useSpanRows(detail, search.span, (span) => {
    setShowsSpan(true)
    void navigate({ search: { ...search, span }, replace: true, resetScroll: false })
  })
  useSpanKeys(state, () => input.current?.focus())
  const tree = (
    <section aria-label="Spans" className="flex h-full min-h-0 flex-col bg-surface">
      <SpanToolbar state={state} inputRef={input} />
      <div className="min-h-0 flex-1">
        <SpanList state={state} />
      </div>
    </section>
  )
  const span = <OpenSpan detail={detail} state={state} search={search} />
  return (
    <div className="flex h-full flex-col">
      <TraceHeader detail={detail} isCompact={isPhone && showsSpan} openSpanId={state.selected?.span.spanId} />
      <div className="min-h-0 flex-1">
        {isPhone ? (
          <PhonePanes showsSpan={showsSpan} onBack={() => setShowsSpan(false)} tree={tree} span={span} />
        ) : (
          <SplitPane label="Width of the tree" left={tree} right={span} />
        )}
      </div>
    </div>
  )
}

interface OpenSpanProps {
  readonly detail: TraceDetail
  readonly state: SpanRows
  readonly search: TraceSearch
}

function OpenSpan({ detail, state, search }: OpenSpanProps) {
  const navigate = useNavigate({ from: '/traces/$traceId' })
  if (!state.selected) return null
  return (
    <SpanDetailPane
      key={state.selected.span.spanId}
      traceId={detail.trace.traceId}
      row={state.selected}
      tree={state.tree}
      tab={search.tab ?? 'content'}
      onTab={(tab) => void navigate({ search: { ...search, tab }, replace: true, resetScroll: false })}
      onOpenSpan={state.select}
    />
  )
}

interface PhonePanesProps {
  readonly showsSpan: boolean
  readonly onBack: () => void
  readonly tree: React.ReactNode
  readonly span: React.ReactNode
}

/** One pane at a time: the tree, or the span that was tapped. */
const PhonePanes = ({ showsSpan, onBack, tree, span }: PhonePanesProps) =>
  showsSpan ? (
    <div className="flex h-full flex-col">
      <div className="shrink-0 border-b bg-surface px-3 py-1.5">
        <Button icon={ArrowLeft} variant="ghost" onClick={onBack}>
          All spans
        </Button>
      </div>
      <div className="min-h-0 flex-1">{span}</div>
    </div>
  ) : (
    tree
  )

const TraceSkeleton = () => (
  <div className="h-full bg-surface">
    <div className="space-y-2.5 border-b px-4 py-3">
      <Skeleton className="h-4 w-72" />
      <Skeleton className="h-3.5 w-96" />
    </div>
    <div className="grid gap-10 p-4 md:grid-cols-2">
      <SkeletonLines lines={12} />
      <SkeletonLines lines={8} />
    </div>
  </div>
)
