import type { DeploymentCheck, ReleaseRequest } from '@pawl/core'
import type { DeploymentsDeps } from './deployments-deps.ts'
import { findGround } from './find-ground.ts'

export interface CheckRequest {
  readonly project: string
  readonly environment: string
  readonly release: ReleaseRequest
}

/**
 * What a deployment would be told, and nothing is changed.
 *
 * @throws AppError `not_found`, `bad_request`
 */
export async function checkDeployment(deps: DeploymentsDeps, request: CheckRequest): Promise<DeploymentCheck> {
  const will = { isOverridden: false, isMeantUnprotected: false }
  const { release, gate, decision, isLive } = await findGround(deps, deps.control.db, { ...request, ...will })
  const { ground, reason, fix, coverage, isUnprotected } = decision
  const facts = {
    ...{ environment: request.environment, release, gateId: gate?.id ?? null, isUnprotected },
    coverage: coverage === null ? null : { isCovered: coverage.isCovered, changes: [...coverage.changes] },
  }
  if (isLive) return { ...facts, isAllowed: true, ground, reason: 'It is live there already.', fix: '' }
  return { ...facts, isAllowed: ground !== null, ground, reason, fix }
}
