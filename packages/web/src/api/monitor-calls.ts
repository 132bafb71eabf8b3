import type {
  Monitor,
  MonitorChart,
  MonitorDefinition,
  MonitorList,
  MonitorPreview,
  MonitorPreviewRequest,
  MuteMonitor,
  NewMonitor,
} from '@pawl/core'
import { call, fetchJson } from './fetch-json.ts'
import { type QueryValues, queryString } from './query-string.ts'

const monitorPath = (name: string): string => `/api/monitors/${encodeURIComponent(name)}`

export const listMonitors = (signal: AbortSignal) => fetchJson<MonitorList>('/api/monitors', { signal })

export const getMonitor = (name: string, signal: AbortSignal) => fetchJson<Monitor>(monitorPath(name), { signal })

export const createMonitor = (monitor: NewMonitor) =>
  fetchJson<Monitor>('/api/monitors', { method: 'POST', body: monitor })

export const changeMonitor = (name: string, definition: MonitorDefinition) =>
  fetchJson<Monitor>(monitorPath(name), { method: 'PUT', body: definition })

export const deleteMonitor = (name: string) => call(monitorPath(name), { method: 'DELETE' })

export const muteMonitor = (name: string, mute: MuteMonitor) =>
  fetchJson<Monitor>(`${monitorPath(name)}/mute`, { method: 'POST', body: mute })

export const unmuteMonitor = (name: string) => fetchJson<Monitor>(`${monitorPath(name)}/mute`, { method: 'DELETE' })

/** Lets it look at once, instead of with the next minute. */
export const lookWithMonitor = (name: string) =>
  fetchJson<Monitor>(`${monitorPath(name)}/look`, { method: 'POST', body: {} })

export const getMonitorChart = (name: string, query: QueryValues, signal: AbortSignal) =>
  fetchJson<MonitorChart>(`${monitorPath(name)}/chart${queryString(query)}`, { signal })

/** What a monitor would have said; nothing is stored. */
export const previewMonitor = (request: MonitorPreviewRequest, signal: AbortSignal) =>
  fetchJson<MonitorPreview>('/api/monitors/preview', { method: 'POST', body: request, signal })
