import type { SpanDetail } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../api/index.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { KindMark, kindLooks } from '../marks/kind-mark.tsx'
import { StatusBadge } from '../marks/status-mark.tsx'
import { ScoreList } from '../scores/score-list.tsx'
import { SpanActions } from '../slots.tsx'
import type { SpanRow, SpanTree } from '../trace/build-span-tree.ts'
import type { SpanTab } from '../trace/trace-search.ts'
import { spanQuery } from '../trace-queries.ts'
import { AttributesTab } from './attributes-tab.tsx'
import { EventsTab } from './events-tab.tsx'
import { SpanContent } from './span-content.tsx'
import { SpanFacts } from './span-facts.tsx'
import { SpanNotices } from './span-notices.tsx'

export interface SpanDetailPaneProps {
  readonly traceId: string
  readonly row: SpanRow
  readonly tree: SpanTree
  readonly tab: SpanTab
  readonly onTab: (tab: SpanTab) => void
  readonly onOpenSpan: (spanId: string) => void
}

/** Everything about the open span. Its name is known from the tree; the rest follows. */
export function SpanDetailPane(props: SpanDetailPaneProps) {
  const { traceId, row } = props
  const span = useQuery(spanQuery(traceId, row.span.spanId))
  return (
    <section aria-label="Open span" className="h-full overflow-auto overscroll-contain bg-surface">
      <header className="flex flex-wrap items-center gap-x-2 gap-y-1.5 px-4 pt-3">
        <KindMark kind={row.span.kind} size={15} />
        <h2 className="min-w-0 truncate text-base font-semibold">{oneLine(row.span.name, 200) || '(no name)'}</h2>
        <span className="shrink-0 text-xs text-ink-3">{kindLooks[row.span.kind].label}</span>
        {row.span.status === 'error' ? <StatusBadge status="error" /> : null}
        <span className="ml-auto flex flex-wrap items-center justify-end gap-1.5 max-sm:basis-full sm:shrink-0">
          <SpanActions traceId={traceId} spanId={row.span.spanId} kind={row.span.kind} />
          <CopyButton text={() => row.span.spanId} what="Span id" />
        </span>
      </header>
      <Loaded query={span}>{(data) => <LoadedSpan {...props} span={data} />}</Loaded>
    </section>
  )
}

function LoadedSpan({ span, row, tree, tab, onTab, onOpenSpan }: SpanDetailPaneProps & { readonly span: SpanDetail }) {
  return (
    <>
      <SpanFacts span={span} />
      <SpanNotices span={span} />
      <Tabs
        label="Views of the span"
        value={tab}
        onChange={onTab}
        tabs={[
          {
            name: 'content',
            label: span.canonical.kind === 'llm' ? 'Conversation' : 'Input and output',
            content: () => <SpanContent span={span} tree={tree} row={row} onOpenSpan={onOpenSpan} />,
          },
          {
            name: 'attributes',
            label: 'Attributes',
            count: Object.keys(span.attributes).length,
            content: () => <AttributesTab span={span} />,
          },
          {
            name: 'events',
            label: 'Events and logs',
            count: span.events.length + span.logs.length,
            content: () => <EventsTab span={span} />,
          },
          {
            name: 'scores',
            label: 'Scores',
            count: span.scores.length,
            content: () => (
              <ScoreList
                scores={span.scores}
                target={{ traceId: span.traceId, spanId: span.spanId }}
                about="this span"
              />
            ),
          },
          { name: 'raw', label: 'Raw', content: () => <RawTab span={span} /> },
        ]}
      />
    </>
  )
}

const RawTab = ({ span }: { readonly span: SpanDetail }) => (
  <div className="p-4">
    <CopyButton text={() => JSON.stringify(span, null, 2)} what="Span" label="Copy JSON" className="mb-3" />
    <JsonTree value={span} openDepth={1} />
  </div>
)
