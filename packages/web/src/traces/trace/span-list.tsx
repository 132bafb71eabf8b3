import { useVirtualizer } from '@tanstack/react-virtual'
import { SearchX } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { formatDuration } from '../../ui/format/index.ts'
import { EmptyState } from '../../ui/states.tsx'
import { SpanRowView, spanRowHeight } from './span-row.tsx'
import type { SpanRows } from './use-span-rows.ts'

const indentPx = 14
const widestTreePx = 240

/** The tree beside the waterfall, in one list whose rows exist only where they are seen. */
export function SpanList({ state }: { readonly state: SpanRows }) {
  const { rows, tree, selected, folded, matches, toggle, select } = state
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => spanRowHeight,
    overscan: 10,
    scrollPaddingStart: spanRowHeight,
    scrollPaddingEnd: spanRowHeight,
  })
  const at = rows.findIndex((row) => row.index === selected?.index)
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at)
  }, [at, virtual])
  const deepest = rows.reduce((depth, row) => Math.max(depth, row.depth), 1)
  const indent = Math.max(3, Math.min(indentPx, widestTreePx / deepest))
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Ruler extentMs={tree.extentMs} />
      {rows.length === 0 ? (
        <EmptyState icon={SearchX} title="No span fits">
          Searched are names, kinds, models, tools, services, errors and ids.
        </EmptyState>
      ) : null}
      <div ref={box} className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto overscroll-contain">
        <div
          role="tree"
          tabIndex={0}
          aria-label="Spans"
          aria-activedescendant={selected ? `span-${selected.span.spanId}` : undefined}
          className="relative outline-offset-[-2px]"
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            return row ? (
              <SpanRowView
                key={row.span.spanId}
                row={row}
                top={item.start}
                indentPx={indent}
                extentMs={tree.extentMs}
                isSelected={row.index === selected?.index}
                isFolded={matches === undefined && folded.has(row.span.spanId)}
                isAside={matches !== undefined && !matches.has(row.index)}
                onSelect={() => select(row.span.spanId)}
                onToggle={() => toggle(row.span.spanId)}
              />
            ) : null
          })}
        </div>
      </div>
    </div>
  )
}

const ticks = [0, 0.25, 0.5, 0.75] as const

const Ruler = ({ extentMs }: { readonly extentMs: number }) => (
  <div aria-hidden className="grid h-6 shrink-0 grid-cols-[minmax(0,11fr)_minmax(0,9fr)] border-b text-2xs text-ink-3">
    <span className="flex items-center pl-4">Span</span>
    <span className="relative mr-3 border-l">
      {ticks.map((tick) => (
        <span
          key={tick}
          className="absolute top-1"
          style={{ left: `${tick * 100}%`, transform: tick === 0 ? 'translateX(4px)' : 'translateX(-50%)' }}
        >
          {tick === 0 ? '0' : formatDuration(extentMs * tick)}
        </span>
      ))}
    </span>
  </div>
)
