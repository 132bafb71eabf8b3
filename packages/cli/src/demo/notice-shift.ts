import { setTimeout as sleep } from 'node:timers/promises'
import { type Alert, AppError, alertListSchema, alertSchema, monitorSchema, nameSlice, timeText } from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import { releases } from './made-up-traffic.ts'

export const demoMonitor = 'customers-are-helped'

/** What the monitor said; addresses are pages. */
export interface NoticedShift {
  readonly monitor: string
  readonly alert: string
  readonly alertId: string
  readonly alertTitle: string
  /** One of the worst that the alert cites. */
  readonly evidence: string
}

const pollMs = 500
const longestMs = 120_000

/** Watches what customers think of the answers, whatever release gives them. */
export async function makeDemoMonitor(api: ApiClient): Promise<void> {
  await api.fetchAnswer('/api/monitors', monitorSchema, {
    method: 'POST',
    body: {
      name: demoMonitor,
      description: 'The share of customers who click that an answer helped',
      metric: { measure: 'score_pass_rate', scoreName: 'helpful' },
    },
  })
}

/** Lets the monitor look, waits for the alert and reads it as a person would: what, since when, where, which traces. */
export async function noticeShift(api: ApiClient, step: (text: string) => void): Promise<NoticedShift> {
  await api.fetchAnswer(`/api/monitors/${demoMonitor}/look`, monitorSchema, { method: 'POST' })
  const alert = await waitForAlert(api)
  step(`The monitor ${demoMonitor} alerts: ${alert.title}`)
  const [most] = alert.explainedBy
  const where = most === undefined ? '' : `; ${nameSlice(most.slice)} explains ${Math.round(most.share * 100)} % of it`
  step(`Since ${timeText(alert.changedAt)}${where}. ${alert.sureness.sentence}`)
  const [worst] = alert.worst
  if (worst === undefined) throw new AppError('internal', "The demo's alert cites no trace.")
  step(`One of the traces that it cites: "${worst.outputPreview}"`)
  const page = (path: string) => `${api.serverUrl}${path}`
  return {
    monitor: page(`/monitors/${demoMonitor}`),
    alert: page(`/alerts/${alert.id}`),
    alertId: alert.id,
    alertTitle: alert.title,
    evidence: page(`/traces/${worst.traceId}`),
  }
}

async function waitForAlert(api: ApiClient): Promise<Alert> {
  const startedAtMs = performance.now()
  while (performance.now() - startedAtMs < longestMs) {
    const query = { monitor: demoMonitor }
    const [found] = (await api.fetchAnswer('/api/alerts', alertListSchema, { query })).alerts
    if (found !== undefined) {
      const alert = await api.fetchAnswer(`/api/alerts/${found.id}`, alertSchema)
      // What explains it is read a moment later.
      if (alert.now !== null && alert.worst.length > 0) return alert
    }
    await sleep(pollMs)
  }
  const { problem } = await api.fetchAnswer(`/api/monitors/${demoMonitor}`, monitorSchema)
  const reason = problem ?? `it has seen nothing unusual since ${releases.careless}`
  throw new AppError('internal', `The demo's monitor opened no alert within ${longestMs / 1000} s: ${reason}`)
}
