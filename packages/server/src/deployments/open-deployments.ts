import { type Deployed, type DeployRequest, deployRelease } from './deploy-release.ts'
import { countDeploymentsOf } from './deployments.store.ts'
import type { Author, DeploymentsDeps } from './deployments-deps.ts'
import { expireOverrides } from './expire-overrides.ts'
import { type RollBackRequest, rollBack } from './roll-back.ts'

const expireEverySeconds = 60

/** What later stages may ask of deployments. */
export interface Deployments {
  readonly deps: DeploymentsDeps
  /**
   * Releases into an environment what a verdict, an override or a reason allows.
   *
   * @throws AppError `conflict` with the reason, and in `fix` the command that would settle it; `not_found`; `bad_request`
   */
  deploy(author: Author, request: DeployRequest): Promise<Deployed>
  /** Makes current again what was before. @throws AppError `not_found`, `conflict` */
  rollBack(author: Author, request: RollBackRequest): Promise<Deployed>
  /** Marks overrides whose time is over; done every minute as well. */
  expireOverrides(): Promise<void>
  /** In words what keeps a prompt from being deleted. */
  referringTo(project: string, prompt: string): Promise<readonly string[]>
  /** Begins to mark overrides whose time is over. */
  start(): Promise<void>
}

export function openDeployments(deps: DeploymentsDeps): Deployments {
  return {
    deps,
    deploy: (author, request) => deployRelease(deps, author, request),
    rollBack: (author, request) => rollBack(deps, author, request),
    expireOverrides: () => expireOverrides(deps),
    async referringTo(project, prompt) {
      const count = await countDeploymentsOf(deps.control.db, project, prompt)
      return count === 0 ? [] : [count === 1 ? '1 deployment' : `${count} deployments`]
    },
    start: () => deps.queue.schedule('deployments.expire-overrides', expireEverySeconds, () => expireOverrides(deps)),
  }
}
