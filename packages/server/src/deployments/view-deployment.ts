import type { Deployment, Override } from '@pawl/core'
import type { CurrentTarget } from '../prompts/index.ts'
import type { DeploymentRecord } from './deployments.store.ts'
import type { DeploymentsDeps } from './deployments-deps.ts'
import { selectOverrides } from './overrides.store.ts'
import { isSameVersion } from './release-of.ts'

/** As the API shows it. */
export async function viewDeployment(deps: DeploymentsDeps, record: DeploymentRecord): Promise<Deployment> {
  const [view] = await viewDeployments(deps, record.project, [record])
  if (view === undefined) throw new Error('a view was not made')
  return view
}

export async function viewDeployments(
  { control: { db }, prompts }: Pick<DeploymentsDeps, 'control' | 'prompts'>,
  project: string,
  records: readonly DeploymentRecord[],
): Promise<Deployment[]> {
  const overrides = await selectOverrides(db, { project, deploymentIds: records.map(({ id }) => id) })
  const live = new Map<string, readonly CurrentTarget[]>()
  for (const environment of new Set(records.map((record) => record.environment))) {
    live.set(environment, await prompts.currentTargets(db, project, environment))
  }
  return records.map((record) =>
    toView(record, {
      override: overrides.find(({ deploymentId }) => deploymentId === record.id) ?? null,
      live: live.get(record.environment) ?? [],
    }),
  )
}

interface Surroundings {
  readonly override: Override | null
  readonly live: readonly CurrentTarget[]
}

function toView(record: DeploymentRecord, { override, live }: Surroundings): Deployment {
  const { id, environment, release, previous, kind, ground, gateId, verdict, reason, note, who, at, audit } = record
  return {
    ...{ id, environment, release, previous, kind, ground, gateId, verdict, override, reason, note, who, audit },
    at: at.toISOString(),
    isLive: release.targets.every((target) => live.some((each) => isSameVersion(each.target, target))),
  }
}
