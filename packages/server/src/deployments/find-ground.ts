import { type DeploymentDecision, decideDeployment, type Release, type ReleaseRequest } from '@pawl/core'
import type { DecidedGate } from '../gate/index.ts'
import type { CurrentTarget } from '../prompts/index.ts'
import type { DeploymentsDb, DeploymentsDeps } from './deployments-deps.ts'
import { isSameVersion, type NamedExternal } from './release-of.ts'

export interface ReleaseWish {
  readonly project: string
  readonly environment: string
  readonly release: ReleaseRequest
  readonly isOverridden: boolean
  readonly isMeantUnprotected: boolean
}

/** What may be done with a release, by what there is at one moment. */
export interface Ground {
  readonly release: Release
  readonly externals: readonly NamedExternal[]
  readonly gate: DecidedGate | null
  readonly decision: DeploymentDecision
  /** Whether all of it is live already. */
  readonly isLive: boolean
}

/** @throws AppError `not_found` for an environment, prompt or version; `bad_request` for what can be no release */
export async function findGround(
  { gate: gates, prompts }: DeploymentsDeps,
  db: DeploymentsDb,
  { project, environment, release: request, ...will }: ReleaseWish,
): Promise<Ground> {
  const { subject, release, baseline, external, unusedDatasets } = await gates.subjectOf(db, {
    project,
    environment,
    release: request,
  })
  const gate = await gates.newestFor(db, { project, environment, releaseId: release.id })
  const live = await prompts.currentTargets(db, project, environment)
  return {
    ...{ release, gate, externals: namedExternals(release, external) },
    decision: decideDeployment({ environment, release, subject, baseline, gate, unusedDatasets, ...will }),
    isLive: release.targets.every((target) => live.some((each) => isSameVersion(each.target, target))),
  }
}

function namedExternals({ targets }: Release, external: CurrentTarget['external']): NamedExternal[] {
  const [target] = targets
  return external === null || target === undefined ? [] : [{ name: target.name, version: target.version, external }]
}
