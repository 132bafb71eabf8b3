import { mayDo, type Project } from '@pawl/core'
import type { Caller } from '../platform/http/index.ts'
import { selectProjects } from './access.store.ts'
import type { Access } from './open-access.ts'

/** All projects for an admin; for everybody else the caller's own. */
export const listProjects = ({ control }: Access, caller: Caller): Promise<Project[]> =>
  selectProjects(control.db, mayDo(caller.role, 'admin') ? undefined : caller.project)
