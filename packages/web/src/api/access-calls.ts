import type { ApiKey, CreatedApiKey, Project, ProjectSettings, ProjectSettingsChange, Role, WhoAmI } from '@pawl/core'
import { call, fetchJson } from './fetch-json.ts'

const of = (project: string) => `/api/projects/${encodeURIComponent(project)}`

export const whoAmI = (signal: AbortSignal) => fetchJson<WhoAmI>('/api/session', { signal })

export const signIn = (key: string) => call('/api/session', { method: 'POST', body: { key } })

export const signOut = () => call('/api/session', { method: 'DELETE' })

export const listProjects = (signal: AbortSignal) =>
  fetchJson<{ readonly projects: readonly Project[] }>('/api/projects', { signal })

export const createProject = (name: string) => fetchJson<Project>('/api/projects', { method: 'POST', body: { name } })

export const listKeys = (project: string, signal: AbortSignal) =>
  fetchJson<{ readonly keys: readonly ApiKey[] }>(`${of(project)}/keys`, { signal })

export const createKey = (project: string, key: { readonly role: Role; readonly owner: string }) =>
  fetchJson<CreatedApiKey>(`${of(project)}/keys`, { method: 'POST', body: key })

export const revokeKey = (project: string, keyId: string) =>
  call(`${of(project)}/keys/${encodeURIComponent(keyId)}`, { method: 'DELETE' })

export const getSettings = (project: string, signal: AbortSignal) =>
  fetchJson<ProjectSettings>(`${of(project)}/settings`, { signal })

export const changeSettings = (project: string, changes: ProjectSettingsChange) =>
  fetchJson<ProjectSettings>(`${of(project)}/settings`, { method: 'PATCH', body: changes })
