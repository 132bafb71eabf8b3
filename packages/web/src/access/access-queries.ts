import { queryOptions } from '@tanstack/react-query'
import { getSettings, listKeys, listProjects, listProviders, listSecrets, whoAmI } from '../api/index.ts'

/** Who this browser is; asked again when any call answers 401. */
export const whoAmIQuery = queryOptions({
  queryKey: ['who-am-i'],
  queryFn: ({ signal }) => whoAmI(signal),
  retry: false,
  staleTime: 60_000,
})

export const projectsQuery = queryOptions({ queryKey: ['projects'], queryFn: ({ signal }) => listProjects(signal) })

export const keysQuery = (project: string) =>
  queryOptions({ queryKey: ['keys', project], queryFn: ({ signal }) => listKeys(project, signal) })

export const settingsQuery = (project: string) =>
  queryOptions({ queryKey: ['settings', project], queryFn: ({ signal }) => getSettings(project, signal) })

/** The models' providers of a project. */
export const providersQuery = (project: string) =>
  queryOptions({ queryKey: ['providers', project], queryFn: ({ signal }) => listProviders(signal) })

/** Names of secrets and what names them; nobody is told a value. */
export const secretsQuery = (project: string) =>
  queryOptions({ queryKey: ['secrets', project], queryFn: ({ signal }) => listSecrets(signal) })
