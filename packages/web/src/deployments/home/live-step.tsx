import type { EnvironmentState, LiveTarget } from '@pawl/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Loaded } from '../../api/index.ts'
import { TargetLink } from '../../gate/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Instant } from '../../ui/instant.tsx'
import { FigureLink, StepLines, StepPanel } from '../../ui/step-panel.tsx'
import { useNow } from '../../ui/use-now.ts'
import { GroundBadge, OverrideBadge } from '../marks/ground-mark.tsx'
import { environmentNamesQuery, releaseQuery } from '../release-queries.ts'

const soonMs = 3 * 86_400_000
const mostLines = 5

/** What is live in which environment, and why; overrides that end soon. */
export function LiveStep() {
  const nowMs = useNow()
  const names = useQuery(environmentNamesQuery)
  const answers = useQueries({ queries: (names.data ?? []).map(releaseQuery) })
  const isKnown = names.data !== undefined && answers.every(({ isPending }) => !isPending)
  const states = answers.flatMap(({ data }) => data ?? [])
  const live = states.flatMap((state) => state.live.map((target) => ({ state, target })))
  const overrides = live.flatMap(({ target }) => target.override ?? [])
  const ending = overrides.filter((override) => Date.parse(override.expiresAt) - nowMs < soonMs).length
  const waiting = states.reduce(
    (sum, { live: here, absent }) => sum + here.filter(({ newest }) => newest !== null).length + absent.length,
    0,
  )
  const link = (figure: ReactNode) => <FigureLink to="/releases">{figure}</FigureLink>
  return (
    <StepPanel
      title="What is live"
      note="And what let it in"
      figures={[
        { value: isKnown ? live.length : '—', label: 'live', link },
        {
          value: isKnown ? waiting : '—',
          label: waiting === 1 ? 'version waits' : 'versions wait',
          link,
        },
        {
          value: isKnown ? ending : '—',
          label: ending === 1 ? 'override ends soon, or is over' : 'overrides end soon, or are over',
          tone: ending > 0 ? 'warn' : 'plain',
          link,
        },
      ]}
    >
      <Loaded compact query={names} lines={2} className="px-3.5 pb-3">
        {() => (
          <StepLines>
            {live.slice(0, mostLines).map(({ state, target }) => (
              <li key={`${state.name} ${target.target.type} ${target.target.name}`}>
                <LiveLine state={state} live={target} />
              </li>
            ))}
          </StepLines>
        )}
      </Loaded>
    </StepPanel>
  )
}

interface LiveLineProps {
  readonly state: EnvironmentState
  readonly live: LiveTarget
}

const LiveLine = ({ state, live: { target, since, deployment, override, isUnprotected } }: LiveLineProps) => (
  <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 px-3.5 py-1.5">
    <TargetLink target={target} />
    <Link to="/releases/$environment" params={{ environment: state.name }} className="text-ink-2 hover:underline">
      {state.name}
    </Link>
    {override !== null ? (
      <OverrideBadge override={override} />
    ) : isUnprotected ? (
      <Badge tone="warn">Unprotected</Badge>
    ) : deployment === null ? null : (
      <GroundBadge ground={deployment.ground} />
    )}
    <Instant iso={override?.expiresAt ?? since} as="relative" className="ml-auto text-xs text-ink-3" />
  </div>
)
