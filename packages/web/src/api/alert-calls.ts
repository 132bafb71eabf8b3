import type {
  Alert,
  AlertAction,
  AlertChannelList,
  AlertDeliveryList,
  AlertList,
  ChannelTest,
  CreatedChannel,
  NewChannel,
} from '@pawl/core'
import { call, fetchJson } from './fetch-json.ts'
import { type QueryValues, queryString } from './query-string.ts'

const alertPath = (alertId: string): string => `/api/alerts/${encodeURIComponent(alertId)}`
const channelPath = (name: string): string => `/api/alert-channels/${encodeURIComponent(name)}`

export const listAlerts = (query: QueryValues, signal: AbortSignal) =>
  fetchJson<AlertList>(`/api/alerts${queryString(query)}`, { signal })

export const getAlert = (alertId: string, signal: AbortSignal) => fetchJson<Alert>(alertPath(alertId), { signal })

export const acknowledgeAlert = (alertId: string, action: AlertAction) =>
  fetchJson<Alert>(`${alertPath(alertId)}/acknowledge`, { method: 'POST', body: action })

export const resolveAlert = (alertId: string, action: AlertAction) =>
  fetchJson<Alert>(`${alertPath(alertId)}/resolve`, { method: 'POST', body: action })

export const listChannels = (signal: AbortSignal) => fetchJson<AlertChannelList>('/api/alert-channels', { signal })

/** The answer holds the secret of a webhook, this once. */
export const createChannel = (channel: NewChannel) =>
  fetchJson<CreatedChannel>('/api/alert-channels', { method: 'POST', body: channel })

export const removeChannel = (name: string) => call(channelPath(name), { method: 'DELETE' })

/** Sends a message that says it is a test, and waits for the answer. */
export const testChannel = (name: string) =>
  fetchJson<ChannelTest>(`${channelPath(name)}/test`, { method: 'POST', body: {} })

export const listAlertDeliveries = (name: string, signal: AbortSignal) =>
  fetchJson<AlertDeliveryList>(`${channelPath(name)}/deliveries`, { signal })
