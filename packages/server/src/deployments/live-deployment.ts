import type { Release } from '@pawl/core'
import { type DeploymentRecord, selectDeploymentsById, selectHistory } from './deployments.store.ts'
import type { DeploymentsDb } from './deployments-deps.ts'
import { isPrompt } from './release-of.ts'

interface LiveRelease {
  readonly project: string
  readonly environment: string
  readonly release: Release
}

/** The newest that made the first of the targets current; null for what became so before deployments were recorded. */
export async function liveDeployment(
  db: DeploymentsDb,
  { project, environment, release }: LiveRelease,
): Promise<DeploymentRecord | null> {
  const [target] = release.targets
  if (target === undefined) return null
  const history = await selectHistory(db, { project, environment, names: [target.name] })
  const made = history.find(
    (each) => each.isPrompt === isPrompt(target) && each.name === target.name && each.version === target.version,
  )
  if (made === undefined) return null
  const found = await selectDeploymentsById(db, project, [made.deploymentId])
  return found.get(made.deploymentId) ?? null
}
