import type { Alert, MonitorPreviewRequest } from '@pawl/core'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  getAlert,
  getMonitor,
  getMonitorChart,
  listAlertDeliveries,
  listAlerts,
  listChannels,
  listMonitors,
  previewMonitor,
  type QueryValues,
} from '../api/index.ts'

/** Monitors look once a minute; a page that stands open follows. */
const refreshMs = 30_000

export const monitorsQuery = queryOptions({
  queryKey: ['monitors', 'list'],
  queryFn: ({ signal }) => listMonitors(signal),
  refetchInterval: refreshMs,
})

export const monitorQuery = (name: string) =>
  queryOptions({
    queryKey: ['monitors', 'one', name],
    queryFn: ({ signal }) => getMonitor(name, signal),
    refetchInterval: refreshMs,
  })

export const monitorChartQuery = (name: string, query: QueryValues) =>
  queryOptions({
    queryKey: ['monitors', 'chart', name, query],
    queryFn: ({ signal }) => getMonitorChart(name, query, signal),
    placeholderData: keepPreviousData,
  })

export const previewQuery = (request: MonitorPreviewRequest) =>
  queryOptions({
    queryKey: ['monitors', 'preview', request],
    queryFn: ({ signal }) => previewMonitor(request, signal),
    placeholderData: keepPreviousData,
  })

const alertPageSize = 50

export const alertsQuery = (filter: QueryValues) =>
  infiniteQueryOptions({
    queryKey: ['alerts', 'list', filter],
    queryFn: ({ pageParam, signal }) => listAlerts({ ...filter, limit: alertPageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  })

/** More open alerts than this are not counted one by one. */
export const mostCounted = 99

export const openAlertsQuery = queryOptions({
  queryKey: ['alerts', 'open'],
  queryFn: ({ signal }) => listAlerts({ state: 'open', limit: mostCounted + 1 }, signal),
  select: ({ alerts }) => alerts.length,
  refetchInterval: refreshMs,
})

const awaitsEvidence = ({ typical, worst, detectedAt }: Alert): boolean =>
  typical.length + worst.length === 0 && Date.now() - Date.parse(detectedAt) < 120_000

const newestCount = 3

export const newestAlertsQuery = queryOptions({
  queryKey: ['alerts', 'newest'],
  queryFn: ({ signal }) => listAlerts({ state: 'open', limit: newestCount }, signal),
  select: ({ alerts }) => alerts,
  refetchInterval: refreshMs,
})

export const alertQuery = (alertId: string) =>
  queryOptions({
    queryKey: ['alerts', 'one', alertId],
    queryFn: ({ signal }) => getAlert(alertId, signal),
    // What it cites is read after it opened.
    refetchInterval: ({ state }) => (state.data && awaitsEvidence(state.data) ? 3000 : refreshMs),
  })

export const channelsQuery = queryOptions({ queryKey: ['channels'], queryFn: ({ signal }) => listChannels(signal) })

export const alertDeliveriesQuery = (name: string) =>
  queryOptions({
    queryKey: ['channels', name, 'deliveries'],
    queryFn: ({ signal }) => listAlertDeliveries(name, signal),
    refetchInterval: 5000,
  })
