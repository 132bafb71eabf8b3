import type {
  AuditHead,
  AuditList,
  AuditVerification,
  CheckDeployment,
  Deployment,
  DeploymentCheck,
  DeploymentList,
  Environment,
  EnvironmentState,
  NewDeployment,
  Promote,
  RollBack,
} from '@pawl/core'
import { fetchJson } from './fetch-json.ts'
import { type QueryValues, queryString } from './query-string.ts'

const environmentPath = (name: string): string => `/api/environments/${encodeURIComponent(name)}`

export const listEnvironments = (signal: AbortSignal) =>
  fetchJson<{ readonly environments: readonly Environment[] }>('/api/environments', { signal })

/** What is live there, and what waits. */
export const getEnvironment = (name: string, signal: AbortSignal) =>
  fetchJson<EnvironmentState>(environmentPath(name), { signal })

export const listDeployments = (query: QueryValues, signal: AbortSignal) =>
  fetchJson<DeploymentList>(`/api/deployments${queryString(query)}`, { signal })

/** What `deploy` would say, and nothing is changed. */
export const checkDeployment = (request: CheckDeployment, signal: AbortSignal) =>
  fetchJson<DeploymentCheck>('/api/deployments/check', { method: 'POST', body: request, signal })

export const deploy = (request: NewDeployment) =>
  fetchJson<Deployment>('/api/deployments', { method: 'POST', body: request })

export const promote = (environment: string, request: Promote) =>
  fetchJson<Deployment>(`${environmentPath(environment)}/promote`, { method: 'POST', body: request })

export const rollBack = (environment: string, request: RollBack) =>
  fetchJson<Deployment>(`${environmentPath(environment)}/rollback`, { method: 'POST', body: request })

export const listAudit = (query: QueryValues, signal: AbortSignal) =>
  fetchJson<AuditList>(`/api/audit${queryString(query)}`, { signal })

/** With heads that were published outside, a log that was cut or written anew shows. */
export const verifyAudit = (publishedHeads: readonly AuditHead[]) =>
  fetchJson<AuditVerification>('/api/audit/verify', { method: 'POST', body: { publishedHeads } })
