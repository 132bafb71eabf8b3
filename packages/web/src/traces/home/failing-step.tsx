import type { TraceSummary } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../api/index.ts'
import { formatCount } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { FigureLink, StepLine, StepLines, StepLineText, StepPanel } from '../../ui/step-panel.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { anyFailed } from '../filter/filter-conditions.ts'
import { failingTracesQuery, todayQuery } from '../trace-queries.ts'

/** Which traces fail, by an error or by a score: those of the last day, and the newest of them. */
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
            <FigureLink to="/traces" search={{ status: ['error'], range: '24h' }}>
              {figure}
            </FigureLink>
          ),
        },
        {
          value: counts.data === undefined ? '—' : formatCount(counts.data.failedScores),
          label: 'with a failed score',
          tone: (counts.data?.failedScores ?? 0) > 0 ? 'bad' : 'plain',
          link: (figure) => (
            <FigureLink to="/traces" search={{ score: [anyFailed], range: '24h' }}>
              {figure}
            </FigureLink>
          ),
        },
        {
          value: counts.data === undefined ? '—' : formatCount(counts.data.all),
          label: 'traces',
          link: (figure) => (
            <FigureLink to="/traces" search={{ range: '24h' }}>
              {figure}
            </FigureLink>
          ),
        },
      ]}
    >
      <Loaded compact query={failing} lines={3} className="px-3.5 pb-3">
        {(data) => (
          <StepLines>
            {data.map((trace) => (
              <FailingLine key={trace.traceId} trace={trace} />
            ))}
          </StepLines>
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
  <StepLine to="/traces/$traceId" params={{ traceId }} search={{}}>
    <StepLineText name={oneLine(name, 80)}>{oneLine(errorPreview || inputPreview, 160)}</StepLineText>
    <Instant iso={startTime} as="relative" className="shrink-0 text-xs text-ink-3" />
  </StepLine>
)
