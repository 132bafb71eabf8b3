import type { DeploymentCheck, EnvironmentState, LiveTarget, ReleaseTarget } from '@pawl/core'
import type { CurrentTarget } from '../prompts/index.ts'
import { checkDeployment } from './check-deployment.ts'
import { selectDeploymentsById, selectHistory, type TargetHistory } from './deployments.store.ts'
import type { DeploymentsDeps } from './deployments-deps.ts'
import { expireOverrides } from './expire-overrides.ts'
import { selectOverrides } from './overrides.store.ts'
import { isPrompt, isSameTarget } from './release-of.ts'
import { viewDeployments } from './view-deployment.ts'

interface Place {
  readonly project: string
  readonly environment: string
}

/** The release page: what is live, since when and by what, and what waits. @throws AppError `not_found` */
export async function describeEnvironment(deps: DeploymentsDeps, place: Place): Promise<EnvironmentState> {
  const { control, prompts, gate, audit } = deps
  const { project, environment } = place
  await expireOverrides(deps, project)
  const policy = await gate.policyOf(control.db, project, environment)
  const current = await prompts.currentTargets(control.db, project, environment)
  const newest = await prompts.newestTargets(control.db, project)
  const history = await selectHistory(control.db, { ...place, names: current.map(({ target }) => target.name) })
  const madeBy = (live: CurrentTarget) => history.find((made) => isMadeBy(live.target, made))
  const ids = current.flatMap((live) => [madeBy(live)?.deploymentId ?? [], madeBy(live)?.originId ?? []].flat())
  const records = await selectDeploymentsById(control.db, project, ids)
  const views = await viewDeployments(deps, project, [...records.values()])
  const live: LiveTarget[] = []
  for (const each of current) {
    const made = madeBy(each)
    const waiting = newest.find((one) => isSameTarget(one, each.target) && one.version !== each.target.version)
    live.push({
      ...{ target: each.target, since: each.since },
      deployment: views.find(({ id }) => id === made?.deploymentId) ?? null,
      override: views.find(({ id }) => id === made?.originId)?.override ?? null,
      isUnprotected: records.get(made?.originId ?? '')?.ground === 'unprotected',
      newest: waiting ?? null,
      check: waiting === undefined ? null : await checkOf(deps, place, waiting),
    })
  }
  const origins = current.flatMap((each) => madeBy(each)?.originId ?? [])
  const absent: EnvironmentState['absent'] = []
  for (const target of newest) {
    if (current.some((each) => isSameTarget(each.target, target))) continue
    absent.push({ newest: target, check: await checkOf(deps, place, target) })
  }
  return {
    ...{ name: environment, live, absent, policy },
    overrides: await selectOverrides(control.db, { project, deploymentIds: [...new Set(origins)] }),
    weakenings: [...(await audit.weakenings(project, environment))],
  }
}

const isMadeBy = (target: ReleaseTarget, made: TargetHistory): boolean =>
  made.isPrompt === isPrompt(target) && made.name === target.name && made.version === target.version

function checkOf(
  deps: DeploymentsDeps,
  { project, environment }: Place,
  { name, version }: ReleaseTarget,
): Promise<DeploymentCheck> {
  const release = { type: 'prompts' as const, prompts: [`${name}@${version}`] }
  return checkDeployment(deps, { project, environment, release })
}
