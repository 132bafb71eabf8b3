import type { SpanDetail, TraceDetail } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ExternalLink } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Loaded } from '../../api/index.ts'
import { Select } from '../../ui/field.tsx'
import { formatDuration } from '../../ui/format/index.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { KindMark, kindLooks } from '../marks/kind-mark.tsx'
import { StatusBadge } from '../marks/status-mark.tsx'
import { buildSpanTree, type SpanRow } from '../trace/build-span-tree.ts'
import { spanQuery, traceQuery } from '../trace-queries.ts'
import { SpanContent } from './span-content.tsx'

export interface TraceContentProps {
  readonly traceId: string
  /** The span that is shown first; the outermost one when left out. */
  readonly spanId?: string | undefined
}

/** What went in and out of a trace, span by span, to be read beside something else. */
export function TraceContent({ traceId, spanId }: TraceContentProps) {
  const trace = useQuery(traceQuery(traceId))
  return (
    <Loaded query={trace} lines={8}>
      {(detail) => <LoadedTrace detail={detail} firstSpanId={spanId} />}
    </Loaded>
  )
}

function LoadedTrace({
  detail,
  firstSpanId,
}: {
  readonly detail: TraceDetail
  readonly firstSpanId: string | undefined
}) {
  const tree = useMemo(() => buildSpanTree(detail.spans), [detail.spans])
  const [openId, setOpenId] = useState(firstSpanId)
  const row = tree.rows[openId === undefined ? 0 : (tree.indexOf.get(openId) ?? 0)]
  const span = useQuery({ ...spanQuery(detail.trace.traceId, row?.span.spanId ?? ''), enabled: row !== undefined })
  if (!row) return null
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex shrink-0 items-center gap-2 border-b px-4 py-2">
        <KindMark kind={row.span.kind} size={15} />
        <Select
          aria-label="Span of the trace"
          className="min-w-0 flex-1"
          value={row.span.spanId}
          onChange={(event) => setOpenId(event.target.value)}
        >
          {tree.rows.slice(0, mostOffered).map((one) => (
            <option key={one.span.spanId} value={one.span.spanId}>
              {optionText(one)}
            </option>
          ))}
        </Select>
        {row.span.status === 'error' ? <StatusBadge status="error" /> : null}
        <Link
          to="/traces/$traceId"
          params={{ traceId: detail.trace.traceId }}
          search={{ span: row.span.spanId }}
          target="_blank"
          aria-label="Open the trace in a new tab"
          title="Open the trace in a new tab"
          className="grid size-7 shrink-0 place-items-center rounded-md text-ink-2 hover:bg-hover hover:text-ink"
        >
          <ExternalLink aria-hidden size={14} />
        </Link>
      </header>
      <div className="min-h-0 flex-1 overflow-auto overscroll-contain">
        <Loaded query={span} lines={8}>
          {(data) => (
            <>
              <ErrorLine span={data} />
              <SpanContent span={data} tree={tree} row={row} onOpenSpan={setOpenId} />
            </>
          )}
        </Loaded>
      </div>
    </div>
  )
}

/** A longer list than this is no choice any more: the trace's own page is one click away. */
const mostOffered = 500

function optionText({ span, depth }: SpanRow): string {
  const mark = span.status === 'error' ? ' ✕' : ''
  return `${'\u2003'.repeat(Math.min(depth, 8))}${oneLine(span.name, 60) || kindLooks[span.kind].label}${mark} · ${formatDuration(span.durationMs)}`
}

function ErrorLine({ span }: { readonly span: SpanDetail }) {
  const { error } = span.canonical
  if (span.canonical.status !== 'error') return null
  return (
    <p className="border-b bg-error-soft px-4 py-2 text-error">
      {oneLine(error?.message || error?.type || 'This span failed', 400)}
    </p>
  )
}
