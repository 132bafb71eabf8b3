import type {
  Alert,
  AlertAction,
  AlertDeliveryList,
  AlertList,
  AlertSummary,
  ChannelList,
  ChannelTest,
  CreatedChannel,
  NewChannel,
} from '@pawl/core'
import { type AlertPerson, acknowledgeAlert, endAlert, resolveAlert } from './act-on-alert.ts'
import type { AlertSink } from './alert-sink.ts'
import { startAlertJobs } from './alerts.jobs.ts'
import type { AlertsContext } from './alerts-context.ts'
import { addChannel, removeChannel } from './channels/change-channels.ts'
import { listChannels, listDeliveries } from './channels/list-channels.ts'
import { type TestedChannel, testChannel } from './channels/test-channel.ts'
import { erasePeople } from './erase-people.ts'
import { type AlertQuery, getAlert, listAlerts } from './list-alerts.ts'
import { reportFinding } from './report-finding.ts'
import type { ErasedPeople } from './store/alert-traces.store.ts'
import { countOpen, lockOpen, selectAlerts } from './store/alerts.store.ts'
import { summaryOf } from './view-alert.ts'

/** Problems that monitors found, once each, and whom they are told to. */
export interface Alerts extends AlertSink {
  list(project: string, query: AlertQuery): Promise<AlertList>
  /** @throws AppError `not_found` */
  get(project: string, id: string): Promise<Alert>
  /** @throws AppError `not_found` */
  acknowledge(who: AlertPerson, id: string, action: AlertAction): Promise<Alert>
  /** @throws AppError `not_found` */
  resolve(who: AlertPerson, id: string, action: AlertAction): Promise<Alert>
  /** Removes what alerts copied from traces of these people. */
  erase(people: ErasedPeople): Promise<void>
  /** Of all projects. */
  countOpen(): Promise<number>
  readonly channels: AlertChannels
}

export interface AlertChannels {
  list(project: string): Promise<ChannelList>
  /** @throws AppError `conflict` */
  add(who: AlertPerson, channel: NewChannel): Promise<CreatedChannel>
  /** @throws AppError `not_found` */
  remove(who: AlertPerson, name: string): Promise<void>
  /** @throws AppError `not_found` */
  test(channel: TestedChannel): Promise<ChannelTest>
  /** @throws AppError `not_found` */
  deliveries(project: string, of: { readonly name: string; readonly limit: number }): Promise<AlertDeliveryList>
}

/** Opens alerts, and begins to tell what waits. */
export async function openAlerts(
  options: Omit<AlertsContext, 'timeoutMs'> & { readonly timeoutMs?: number },
): Promise<Alerts> {
  const context: AlertsContext = { timeoutMs: 15_000, ...options }
  await startAlertJobs(context)
  return {
    report: (transaction, by, finding) => reportFinding(context, transaction, { by, finding }),
    async endAll(transaction, { project, monitorId, who, reason }) {
      for (const alert of await lockOpen(transaction, { project, monitorId })) {
        await endAlert(context, transaction, { alert, who, note: reason })
      }
    },
    async openOf(db, project) {
      const byMonitor = new Map<string, AlertSummary[]>()
      for (const alert of await selectAlerts(db, { project, state: 'open' })) {
        byMonitor.set(alert.monitorId, [...(byMonitor.get(alert.monitorId) ?? []), summaryOf(alert)])
      }
      return byMonitor
    },
    async between(db, { project, monitorId, fromMs, toMs }) {
      const lasting = { from: new Date(fromMs), to: new Date(toMs) }
      return (await selectAlerts(db, { project, monitorId, lasting })).reverse().map(summaryOf)
    },
    list: (project, query) => listAlerts(context, project, query),
    get: (project, id) => getAlert(context, project, id),
    acknowledge: (who, id, action) => acknowledgeAlert(context, who, { id, action }),
    resolve: (who, id, action) => resolveAlert(context, who, { id, action }),
    countOpen: () => countOpen(context.control.db),
    erase: (people) => erasePeople(context, people),
    channels: {
      list: (project) => listChannels(context, project),
      add: (who, channel) => addChannel(context, who, channel),
      remove: (who, name) => removeChannel(context, who, name),
      test: (channel) => testChannel(context, channel),
      deliveries: (project, of) => listDeliveries(context, project, of),
    },
  }
}
