import type { EnvironmentState } from '@pawl/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { Suspense } from 'react'
import { Loaded, problemOf } from '../../api/index.ts'
import {
  GateBadge,
  gateListQuery,
  isUnderWay,
  PolicyPanel,
  releaseText,
  useReasonTexts,
  Weakenings,
  whyOf,
} from '../../gate/index.ts'
import { Select } from '../../ui/field.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { environmentNamesQuery, releaseQuery } from '../release-queries.ts'
import { DeploymentHistory } from './deployment-history.tsx'
import { LiveTargets } from './live-targets.tsx'
import { ReleaseActions } from './release-actions.tsx'
import { WaitingVersions } from './waiting-versions.tsx'

export function EnvironmentPage() {
  const { environment } = useParams({ from: '/releases/$environment' })
  const state = useQuery(releaseQuery(environment))
  return (
    <div className="h-full overflow-auto">
      <header className="flex flex-wrap items-center gap-2 border-b bg-surface px-3 py-2 md:px-4">
        <Link to="/releases" className="text-ink-3 hover:text-ink" aria-label="All environments">
          <ChevronLeft aria-hidden size={16} />
        </Link>
        <h1 className="sr-only">Releases into {environment}</h1>
        <EnvironmentSelect environment={environment} />
        <ReleaseActions key={environment} environment={environment} state={state.data} />
      </header>
      <Loaded query={state} lines={10}>
        {(data) => <LoadedEnvironment key={environment} state={data} />}
      </Loaded>
    </div>
  )
}

const LoadedEnvironment = ({ state }: { readonly state: EnvironmentState }) => (
  <div className="mx-auto max-w-[86rem] space-y-3 p-3 pb-10 md:p-4">
    <Weakenings weakenings={state.weakenings} />
    <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="min-w-0 space-y-3">
        <LiveTargets state={state} />
        <WaitingVersions state={state} />
        <DeploymentHistory environment={state.name} />
      </div>
      <div className="min-w-0 space-y-3">
        <LatestGates environment={state.name} />
        <Suspense fallback={<SkeletonLines lines={6} />}>
          <PolicyPanel environment={state.name} version={state.policy} />
        </Suspense>
      </div>
    </div>
  </div>
)

function EnvironmentSelect({ environment }: { readonly environment: string }) {
  const names = useQuery(environmentNamesQuery).data ?? []
  const navigate = useNavigate()
  return (
    <Select
      aria-label="Environment"
      className="w-auto! font-semibold"
      value={environment}
      onChange={(event) => void navigate({ to: '/releases/$environment', params: { environment: event.target.value } })}
    >
      {[...new Set([environment, ...names])].map((name) => (
        <option key={name}>{name}</option>
      ))}
    </Select>
  )
}

const shownGates = 5

function LatestGates({ environment }: { readonly environment: string }) {
  const list = useInfiniteQuery(gateListQuery({ environment }))
  const gates = list.data?.pages[0]?.gates.slice(0, shownGates) ?? []
  const textOf = useReasonTexts(gates.map(whyOf))
  return (
    <Panel
      title="Latest gates"
      actions={
        <Link to="/gates" search={{ environment }} className="text-xs font-medium text-accent hover:underline">
          All
        </Link>
      }
    >
      {list.isPending ? (
        <div className="p-3.5">
          <SkeletonLines lines={3} />
        </div>
      ) : null}
      {list.isError ? <ErrorState compact problem={problemOf(list.error)} /> : null}
      {list.data && gates.length === 0 ? (
        <p className="px-3.5 py-3 text-ink-2">No gate was run for this environment.</p>
      ) : null}
      <ul className="divide-y">
        {gates.map((gate) => (
          <li key={gate.id}>
            <Link
              to="/gates/$gateId"
              params={{ gateId: gate.id }}
              search={{}}
              className="block px-3.5 py-2 outline-offset-[-2px] hover:bg-hover"
            >
              <span className="flex items-center gap-2">
                <GateBadge gate={gate} />
                <span className="min-w-0 flex-1 truncate font-medium">{releaseText(gate.release)}</span>
                <Instant iso={gate.createdAt} as="relative" className="shrink-0 text-xs text-ink-3" />
              </span>
              <span className="mt-0.5 line-clamp-2 text-xs text-ink-2">
                {isUnderWay(gate) ? `${gate.trials} trials so far` : textOf(whyOf(gate))}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
