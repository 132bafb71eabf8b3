import type { Deployment, DeploymentCheck, ReleaseRequest } from '@pawl/core'
import type { DeploymentsDeps } from './deployments-deps.ts'
import { findGround } from './find-ground.ts'
import { liveDeployment } from './live-deployment.ts'
import { viewDeployment } from './view-deployment.ts'

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
  const record = isLive ? await liveDeployment(deps.control.db, { ...request, release }) : null
  const live = record === null ? null : await viewDeployment(deps, record)
  const { ground, reason, fix, coverage, isUnprotected } = decision
  const facts = {
    ...{ environment: request.environment, release, gateId: gate?.id ?? null, isUnprotected, isLive, live },
    coverage: coverage === null ? null : { isCovered: coverage.isCovered, changes: [...coverage.changes] },
  }
  if (isLive) return { ...facts, isAllowed: true, ground, reason: liveText(request.environment, live), fix: '' }
  return { ...facts, isAllowed: ground !== null, ground, reason, fix }
}

function liveText(environment: string, live: Deployment | null): string {
  const is = `It is live in ${environment} already`
  if (live === null) return `${is}.`
  if (live.override !== null) {
    return `${is}, by an override of ${live.override.who} until ${live.override.expiresAt}: it has not passed a gate.`
  }
  const by = {
    verdict: 'its gate passed',
    unprotected: 'unprotected',
    override: 'by override',
    returned: 'rolled back to',
  }
  return `${is}: ${by[live.ground]}, ${live.at} by ${live.who}.`
}
