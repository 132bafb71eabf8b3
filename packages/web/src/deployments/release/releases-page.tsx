import type { EnvironmentState } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, Rocket } from 'lucide-react'
import { Loaded, problemOf } from '../../api/index.ts'
import { TargetLink } from '../../gate/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { OverrideBadge } from '../marks/ground-mark.tsx'
import { environmentNamesQuery, releaseQuery } from '../release-queries.ts'
import { DeploymentHistory } from './deployment-history.tsx'

/** All environments: what is live in each, what waits, and what was released lately. */
export function ReleasesPage() {
  const names = useQuery(environmentNamesQuery)
  return (
    <div className="h-full overflow-auto">
      <header className="border-b bg-surface px-4 py-2.5">
        <h1 className="font-semibold">Releases</h1>
      </header>
      <div className="mx-auto max-w-[86rem] space-y-3 p-3 pb-10 md:p-4">
        {names.isPending ? <SkeletonLines lines={6} /> : null}
        {names.isError ? <ErrorState problem={problemOf(names.error)} onRetry={() => void names.refetch()} /> : null}
        {names.data?.length === 0 ? (
          <EmptyState icon={Rocket} title="No environments yet">
            An environment appears with the first release into it.
          </EmptyState>
        ) : null}
        <ul aria-label="Environments" className="grid gap-3 lg:grid-cols-2">
          {(names.data ?? []).map((name) => (
            <li key={name} className="min-w-0">
              <EnvironmentCard name={name} />
            </li>
          ))}
        </ul>
        <DeploymentHistory />
      </div>
    </div>
  )
}

const EnvironmentCard = ({ name }: { readonly name: string }) => (
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
    <Loaded compact query={useQuery(releaseQuery(name))} lines={2} className="p-3.5">
      {(state) => <LiveAndWaiting state={state} />}
    </Loaded>
  </Panel>
)

function LiveAndWaiting({ state: { live, absent } }: { readonly state: EnvironmentState }) {
  const waiting = live.filter(({ newest }) => newest !== null).length + absent.length
  return (
    <>
      <ul className="divide-y">
        {live.map(({ target, since, isUnprotected, override, newest }) => (
          <li
            key={`${target.type} ${target.name}`}
            className="flex flex-wrap items-center gap-x-2.5 gap-y-1 px-3.5 py-2"
          >
            <TargetLink target={target} />
            {isUnprotected ? <Badge tone="warn">Unprotected</Badge> : null}
            {override ? <OverrideBadge override={override} /> : null}
            {newest === null ? null : <span className="text-xs text-ink-3">v{newest.number} waits</span>}
            <Instant iso={since} as="relative" className="ml-auto text-xs text-ink-3" />
          </li>
        ))}
      </ul>
      {live.length === 0 ? (
        <p className="px-3.5 py-2.5 text-ink-2">
          Nothing is live here yet.{' '}
          <Link to="/gates" search={{}} className="font-medium text-accent hover:underline">
            Gate a release
          </Link>
          , then deploy it.
        </p>
      ) : null}
      {waiting === 0 ? null : (
        <p className="border-t px-3.5 py-2 text-xs text-ink-2">
          {waiting} {waiting === 1 ? 'version waits' : 'versions wait'} for a release.
        </p>
      )}
    </>
  )
}
