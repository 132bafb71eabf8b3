import { AppError, type Deployment, type DeploymentList } from '@pawl/core'
import { decodeCursor, encodeCursor } from '../platform/http/index.ts'
import { selectDeployments } from './deployments.store.ts'
import type { DeploymentsDeps } from './deployments-deps.ts'
import { viewDeployment, viewDeployments } from './view-deployment.ts'

export interface DeploymentQuery {
  readonly environment?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Newest first. @throws AppError `bad_request` for a cursor of another list */
export async function listDeployments(
  deps: DeploymentsDeps,
  project: string,
  { environment, limit, cursor }: DeploymentQuery,
): Promise<DeploymentList> {
  const before = cursor === undefined ? undefined : Number(decodeCursor(cursor, /^(\d{1,9})$/)[0])
  const found = await selectDeployments(deps.control.db, { project, environment, before, limit: limit + 1 })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    deployments: await viewDeployments(deps, project, page),
    nextCursor: found.length > limit && last !== undefined ? encodeCursor(last.audit.sequence) : null,
  }
}

/** @throws AppError `not_found` */
export async function getDeployment(deps: DeploymentsDeps, project: string, id: string): Promise<Deployment> {
  const [found] = await selectDeployments(deps.control.db, { project, id, limit: 1 })
  if (found !== undefined) return await viewDeployment(deps, found)
  throw new AppError('not_found', `There is no deployment ${JSON.stringify(id)} in project ${project}.`, {
    where: 'id',
    fix: 'Look at `pawl deployments list`.',
  })
}
