import type { EnvironmentState } from '@pawl/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, Rocket } from 'lucide-react'
import { problemOf } from '../../api/index.ts'
import { TargetLink } from '../../gate/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { useNow } from '../../ui/use-now.ts'
import { isExpired } from '../marks/ground-mark.tsx'
import { environmentNamesQuery, releaseQuery } from '../release-queries.ts'
import { DeploymentHistory } from './deployment-history.tsx'

/** All environments: what is live in each, what waits, and what was released lately. */
export function ReleasesPage() {
  const names = useQuery(environmentNamesQuery)
  const states = useQueries({ queries: (names.data ?? []).map(releaseQuery) })
  return (
    <div className="h-full overflow-auto">
      <header className="border-b bg-surface px-4 py-2.5">
        <h1 className="font-semibold">Releases</h1>
      </header>
      <div className="mx-auto max-w-[86rem] space-y-3 p-3 pb-10 md:p-4">
        {names.isPending ? <SkeletonLines lines={6} /> : null}
        {names.isError ? <ErrorState problem={problemOf(names.error)} onRetry={() => void names.refetch()} /> : null}
        {names.data?.length === 0 ? (
          <EmptyState icon={Rocket} title="No environment yet">
            An environment appears with the first release into it.
          </EmptyState>
        ) : null}
        <ul aria-label="Environments" className="grid gap-3 lg:grid-cols-2">
          {(names.data ?? []).map((name, index) => (
            <li key={name} className="min-w-0">
              <EnvironmentCard name={name} state={states[index]?.data} error={states[index]?.error ?? null} />
            </li>
          ))}
        </ul>
        <DeploymentHistory />
      </div>
    </div>
  )
}

interface EnvironmentCardProps {
  readonly name: string
  readonly state: EnvironmentState | undefined
  readonly error: Error | null
}

function EnvironmentCard({ name, state, error }: EnvironmentCardProps) {
  const nowMs = useNow()
  const waiting =
    state === undefined ? 0 : state.live.filter(({ newest }) => newest !== null).length + state.absent.length
  return (
    <Panel
      title={name}
      className="h-full"
      actions={
        <Link
          to="/releases/$environment"
          params={{ environment: name }}
          className="flex items-center gap-0.5 text-xs font-medium text-accent hover:underline"
        >
          Open <span className="sr-only">{name}</span>
          <ChevronRight aria-hidden size={13} />
        </Link>
      }
    >
      {state === undefined ? (
        <div className="p-3.5">{error === null ? <SkeletonLines lines={2} /> : problemOf(error).detail}</div>
      ) : (
        <>
          <ul className="divide-y">
            {state.live.map(({ target, since, isUnprotected, override, newest }) => (
              <li key={target.name} className="flex flex-wrap items-center gap-x-2.5 gap-y-1 px-3.5 py-2">
                <TargetLink target={target} />
                {isUnprotected ? <Badge tone="warn">Unprotected</Badge> : null}
                {override ? (
                  <Badge tone="error" title={override.reason}>
                    {isExpired(override, nowMs) ? 'Override is over' : 'By override'}
                  </Badge>
                ) : null}
                {newest === null ? null : <span className="text-xs text-ink-3">v{newest.number} waits</span>}
                <Instant iso={since} as="relative" className="ml-auto text-xs text-ink-3" />
              </li>
            ))}
          </ul>
          {state.live.length === 0 ? <p className="px-3.5 py-2.5 text-ink-2">Nothing is live here yet.</p> : null}
          {waiting === 0 ? null : (
            <p className="border-t px-3.5 py-2 text-xs text-ink-2">
              {waiting} {waiting === 1 ? 'version waits' : 'versions wait'} for a release.
            </p>
          )}
        </>
      )}
    </Panel>
  )
}
