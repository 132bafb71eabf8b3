import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../api/index.ts'
import { FigureLink, StepLines, StepPanel } from '../../ui/step-panel.tsx'
import { AlertLine } from '../alerts/alert-line.tsx'
import { monitorsQuery, newestAlertsQuery, openAlertsQuery } from '../monitor-queries.ts'

/** What moved: open alerts, newest first, and how many monitors watch. */
export function MovedStep() {
  const open = useQuery(openAlertsQuery)
  const newest = useQuery(newestAlertsQuery)
  const monitors = useQuery(monitorsQuery)
  const all = monitors.data?.monitors.filter(({ definition }) => definition.isEnabled) ?? []
  const learning = all.filter(({ state }) => state === 'learning').length
  return (
    <StepPanel
      title="What moved"
      note="Monitors notice a shift"
      figures={[
        {
          value: open.data ?? '—',
          label: open.data === 1 ? 'open alert' : 'open alerts',
          tone: (open.data ?? 0) > 0 ? 'bad' : 'plain',
          link: (figure) => (
            <FigureLink to="/alerts" search={{}}>
              {figure}
            </FigureLink>
          ),
        },
        {
          value: monitors.data === undefined ? '—' : all.length,
          label:
            learning > 0
              ? `monitors, ${learning} still learning`
              : all.length === 1
                ? 'monitor watches'
                : 'monitors watch',
          link: (figure) => <FigureLink to="/monitors">{figure}</FigureLink>,
        },
      ]}
    >
      <Loaded compact query={newest} lines={2} className="px-3.5 pb-3">
        {(data) => (
          <StepLines>
            {data.map((alert) => (
              <li key={alert.id}>
                <AlertLine alert={alert} />
              </li>
            ))}
          </StepLines>
        )}
      </Loaded>
    </StepPanel>
  )
}
