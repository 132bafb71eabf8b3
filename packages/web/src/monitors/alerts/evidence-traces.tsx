import type { Alert, AlertTrace, MetricUnit } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { ArrowRight } from 'lucide-react'
import { parseQueryString } from '../../api/index.ts'
import { parseTraceListSearch } from '../../traces/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { Panel } from '../../ui/panel.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { formatFigure } from '../marks/figure-text.tsx'

/** The traces that show it. They were copied with the alert, so a trace may be gone where its line is not. */
export const EvidenceTraces = ({ alert: { typical, worst, unit, tracesQuery } }: { readonly alert: Alert }) => (
  <Panel
    title="Traces that show it"
    actions={
      <Link
        to="/traces"
        search={parseTraceListSearch(parseQueryString(tracesQuery))}
        className="flex items-center gap-1 text-xs font-medium text-accent hover:underline"
      >
        All of them <ArrowRight aria-hidden size={13} />
      </Link>
    }
  >
    {typical.length + worst.length === 0 ? (
      <p className="px-3.5 py-2.5 text-ink-2">None was kept with this alert.</p>
    ) : (
      <>
        <TraceGroup title="Worst" traces={worst} unit={unit} />
        <TraceGroup title="Typical" traces={typical} unit={unit} />
      </>
    )}
  </Panel>
)

interface TraceGroupProps {
  readonly title: string
  readonly traces: readonly AlertTrace[]
  readonly unit: MetricUnit
}

const TraceGroup = ({ title, traces, unit }: TraceGroupProps) =>
  traces.length === 0 ? null : (
    <>
      <h3 className="border-b bg-sunken px-3.5 py-1 text-2xs font-medium text-ink-3 not-first-of-type:border-t">
        {title}
      </h3>
      <ul aria-label={`${title} traces`} className="divide-y">
        {traces.map((trace) => (
          <li key={trace.traceId}>
            <Link
              to="/traces/$traceId"
              params={{ traceId: trace.traceId }}
              search={{}}
              className="block px-3.5 py-2 outline-offset-[-2px] hover:bg-hover"
            >
              <span className="flex flex-wrap items-center gap-x-2.5">
                <span className="min-w-0 truncate font-medium">{oneLine(trace.name, 100) || '(no name)'}</span>
                {trace.value === null ? null : (
                  <span className="text-xs text-ink-2">{formatFigure(trace.value, unit)}</span>
                )}
                <Instant iso={trace.startTime} as="compact" className="ml-auto text-xs text-ink-3" />
              </span>
              {trace.inputPreview === '' ? null : (
                <span className="block truncate text-xs text-ink-2">{oneLine(trace.inputPreview, 240)}</span>
              )}
              {trace.outputPreview === '' ? null : (
                <span className="block truncate text-xs text-ink-3">{oneLine(trace.outputPreview, 240)}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
