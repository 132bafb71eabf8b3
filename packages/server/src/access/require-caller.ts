import { type Action, AppError, mayDo, rolesThatMay } from '@pawl/core'
import type { Caller, RequireCaller } from '../platform/http/index.ts'
import { authenticate } from './authenticate.ts'
import type { Access } from './open-access.ts'

export const createRequireCaller =
  (access: Access): RequireCaller =>
  (action) =>
  async (context, next) => {
    const caller = await authenticate(access, (name) => context.req.header(name))
    assertMayDo(caller, action)
    context.set('caller', caller)
    await next()
  }

/** @throws AppError `forbidden` that names the roles which may */
function assertMayDo(caller: Caller, action: Action): void {
  if (mayDo(caller.role, action)) return
  throw new AppError('forbidden', `A key with the role ${caller.role} may not do this.`, {
    fix: `Use a key with the role ${rolesThatMay(action).join(' or ')}.`,
  })
}

/** @throws AppError `not_found`: whether the projects of others exist is not told */
export function assertMaySeeProject(caller: Caller, project: string): void {
  if (caller.project === project || mayDo(caller.role, 'admin')) return
  throw projectNotFound(project)
}

export const projectNotFound = (project: string): AppError =>
  new AppError('not_found', `There is no project ${JSON.stringify(project)}.`, {
    where: 'project',
    fix: 'Look at `pawl projects list`, or make it with `pawl projects create`.',
  })
