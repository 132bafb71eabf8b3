import type { TraceSummary } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Loaded } from '../../api/index.ts'
import { formatCount } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { figureLink, StepPanel } from '../../ui/step-panel.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { failingTracesQuery, todayQuery } from '../trace-queries.ts'

/** Which traces fail: those of the last day, and the newest with an error. */
export function FailingStep() {
  const counts = useQuery(todayQuery)
  const failing = useQuery(failingTracesQuery)
  return (
    <StepPanel
      title="What fails"
      note="Traces show the requests, last 24 hours"
      figures={[
        {
          value: counts.data === undefined ? '—' : formatCount(counts.data.errors),
          label: 'with an error',
          tone: (counts.data?.errors ?? 0) > 0 ? 'bad' : 'plain',
          link: (figure) => (
            <Link to="/traces" search={{ status: ['error'], range: '24h' }} className={figureLink}>
              {figure}
            </Link>
          ),
        },
        {
          value: counts.data === undefined ? '—' : formatCount(counts.data.all),
          label: 'traces',
          link: (figure) => (
            <Link to="/traces" search={{ range: '24h' }} className={figureLink}>
              {figure}
            </Link>
          ),
        },
      ]}
    >
      <Loaded compact query={failing} lines={3} className="px-3.5 pb-3">
        {(data) => (
          <ul className="divide-y border-t empty:hidden">
            {data.map((trace) => (
              <li key={trace.traceId}>
                <FailingLine trace={trace} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </StepPanel>
  )
}

const FailingLine = ({
  trace: { traceId, name, startTime, errorPreview, inputPreview },
}: {
  readonly trace: TraceSummary
}) => (
  <Link
    to="/traces/$traceId"
    params={{ traceId }}
    search={{}}
    className="flex items-baseline gap-3 px-3.5 py-1.5 outline-offset-[-2px] hover:bg-hover"
  >
    <span className="min-w-0 flex-1 truncate">
      <span className="font-medium">{oneLine(name, 80)}</span>{' '}
      <span className="text-ink-2">{oneLine(errorPreview || inputPreview, 160)}</span>
    </span>
    <Instant iso={startTime} as="relative" className="shrink-0 text-xs text-ink-3" />
  </Link>
)
