import type { Alert } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { ArrowRight } from 'lucide-react'
import { formatShare } from '../../ui/format/index.ts'
import { Panel } from '../../ui/panel.tsx'
import { tracesSearch } from '../chart/traces-search.ts'
import { Figure } from '../marks/figure-text.tsx'
import { SliceText } from '../marks/monitor-marks.tsx'

/** Which slices the change is in, most of it first. */
export function Explanation({ alert }: { readonly alert: Alert }) {
  const { explainedBy, unit, metric, changedAt, resolvedAt } = alert
  const fromMs = Date.parse(changedAt)
  return (
    <Panel title="Where the change is" note="share of it that a slice explains">
      {explainedBy.length === 0 ? (
        <p className="px-3.5 py-2.5 text-ink-2">
          No prompt, model, tool, user or tag stands out: it is everywhere alike.
        </p>
      ) : (
        <ul aria-label="Slices" className="divide-y">
          {explainedBy.map(({ slice, share, before, now }) => (
            <li key={`${slice.key} ${slice.value}`}>
              <Link
                to="/traces"
                search={tracesSearch({
                  filter: metric.filter ?? {},
                  slice,
                  fromMs,
                  toMs: resolvedAt === null ? Date.now() : Date.parse(resolvedAt),
                })}
                className="grid grid-cols-[minmax(0,1fr)_8rem] items-center gap-x-4 gap-y-1 px-3.5 py-2 outline-offset-[-2px] hover:bg-hover md:grid-cols-[minmax(0,1fr)_auto_9rem]"
              >
                <SliceText slice={slice} />
                <span className="flex flex-wrap items-center gap-x-1.5 text-xs max-md:order-last max-md:col-span-2">
                  <Figure figure={before} unit={unit} />
                  <ArrowRight aria-label="to" size={12} className="text-ink-3" />
                  <Figure figure={now} unit={unit} />
                </span>
                <span className="flex items-center gap-2">
                  <span aria-hidden className="h-1.5 flex-1 overflow-hidden rounded-full bg-line">
                    <span
                      className="block h-full rounded-full bg-accent-fill"
                      style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }}
                    />
                  </span>
                  <span className="w-10 text-right font-medium">{formatShare(Math.min(1, Math.max(0, share)))}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
