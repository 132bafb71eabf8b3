import type { Deployment } from '@pawl/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { historyQuery } from '../release-queries.ts'
import { DeploymentLine } from './deployment-line.tsx'
import { RollBackDialog } from './roll-back-dialog.tsx'

/** Who released what, when and by which ground; of one environment or of all. */
export function DeploymentHistory({ environment }: { readonly environment?: string }) {
  const list = useInfiniteQuery(historyQuery({ environment }))
  const deployments = list.data?.pages.flatMap((page) => page.deployments) ?? []
  const [goal, setGoal] = useState<Deployment>()
  return (
    <Panel title={environment === undefined ? 'Released lately' : 'History'}>
      {list.isPending ? (
        <div className="p-3.5">
          <SkeletonLines lines={4} />
        </div>
      ) : null}
      {list.isError ? <ErrorState compact problem={problemOf(list.error)} onRetry={() => void list.refetch()} /> : null}
      {list.data && deployments.length === 0 ? (
        <p className="px-3.5 py-3 text-ink-2">Nothing was released yet.</p>
      ) : null}
      <ol aria-label="Deployments" className="divide-y">
        {deployments.map((deployment) => (
          <li key={deployment.id} data-deployment={deployment.id} className="px-3.5 py-2.5">
            <DeploymentLine
              deployment={deployment}
              showsEnvironment={environment === undefined}
              action={
                environment === undefined || deployment.isLive ? null : (
                  <Button icon={Undo2} variant="ghost" onClick={() => setGoal(deployment)}>
                    Roll back to this
                  </Button>
                )
              }
            />
          </li>
        ))}
      </ol>
      {list.hasNextPage ? (
        <div className="border-t px-3.5 py-2">
          <Button variant="ghost" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show older
          </Button>
        </div>
      ) : null}
      {goal ? <RollBackDialog environment={goal.environment} to={goal} onClose={() => setGoal(undefined)} /> : null}
    </Panel>
  )
}
