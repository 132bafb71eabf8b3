import type { SpanDetail } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { ScrollText } from 'lucide-react'
import { cx } from '../../ui/class-names.ts'
import { formatDuration } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { PairTable } from './attributes-tab.tsx'
import { JsonOrText } from './json-or-text.tsx'

interface Happening {
  readonly key: string
  readonly time: string
  readonly what: string
  readonly name: string
  readonly body: unknown
  readonly attributes: Readonly<Record<string, unknown>>
}

/** Events and log records of a span in one order of time. */
function happeningsOf({ events, logs }: Pick<SpanDetail, 'events' | 'logs'>): readonly Happening[] {
  return [
    ...events.map((event, index) => ({ ...event, key: `event ${index}`, what: 'Event', body: undefined })),
    ...logs.map((log, index) => ({ ...log, key: `log ${index}`, what: log.severity || 'Log' })),
  ].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
}

export function EventsTab({ span }: { readonly span: SpanDetail }) {
  const happenings = happeningsOf(span)
  if (happenings.length === 0 && span.links.length === 0) {
    return (
      <EmptyState icon={ScrollText} title="No events or logs">
        Span events, and log records that carry this span’s id, appear here.
      </EmptyState>
    )
  }
  return (
    <div>
      <ol aria-label="Events and logs">
        {happenings.map((one) => (
          <HappeningView key={one.key} one={one} startMs={Date.parse(span.startTime)} />
        ))}
      </ol>
      {span.links.length > 0 ? (
        <section className="px-4 py-3">
          <h3 className="mb-1 text-xs font-semibold">Links</h3>
          <ul>
            {span.links.map((link) => (
              <li key={`${link.traceId}${link.spanId}`}>
                <Link
                  to="/traces/$traceId"
                  params={{ traceId: link.traceId }}
                  search={{ span: link.spanId }}
                  className="font-mono text-xs text-accent hover:underline"
                >
                  {link.traceId} / {link.spanId}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}

function HappeningView({ one, startMs }: { readonly one: Happening; readonly startMs: number }) {
  const isError = one.name === 'exception' || /^(error|fatal)/i.test(one.what)
  const afterMs = Date.parse(one.time) - startMs
  return (
    <li className="border-b py-2">
      <p className="flex items-baseline gap-2 px-4">
        <span className={cx('text-2xs font-medium', isError ? 'text-error' : 'text-ink-3')}>
          {oneLine(one.what, 20)}
        </span>
        <span className="min-w-0 truncate font-medium">{oneLine(one.name, 120) || '(no name)'}</span>
        <span className="ml-auto shrink-0 text-xs text-ink-3">
          {afterMs >= 0 ? `+${formatDuration(afterMs)}, ` : ''}
          <Instant iso={one.time} />
        </span>
      </p>
      {one.body === undefined || one.body === null ? null : (
        <div className="px-4 py-1">
          <JsonOrText value={one.body} />
        </div>
      )}
      <PairTable pairs={Object.entries(one.attributes)} />
    </li>
  )
}
