import {
  type AlertState,
  changeState,
  type Finding,
  type RecoveryFinding,
  reopenWithinMs,
  type ShiftFinding,
} from '@pawl/core'
import type { ControlTransaction } from '../../platform/control/index.ts'
import { monitorAsPerson } from './act-on-alert.ts'
import type { FoundBy } from './alert-sink.ts'
import { type AlertsContext, newId, tellQueueName } from './alerts-context.ts'
import { type AlertEventKind, insertEvent } from './store/alert-events.store.ts'
import { type AlertRecord, insertAlert, lockNewest, lockOpen, updateAlert } from './store/alerts.store.ts'

type ReportContext = Pick<AlertsContext, 'queue' | 'now' | 'randomBytes'>

/** One alert for one problem, whatever a monitor says of it how often. */
export async function reportFinding(
  context: ReportContext,
  transaction: ControlTransaction,
  { by, finding }: { readonly by: FoundBy; readonly finding: Finding },
): Promise<void> {
  if (finding.kind === 'recovery') await recover(context, transaction, { by, finding })
  else await notice(context, transaction, { by, finding })
}

interface Noticed {
  readonly by: FoundBy
  readonly finding: ShiftFinding
}

async function notice(
  context: ReportContext,
  transaction: ControlTransaction,
  { by, finding }: Noticed,
): Promise<void> {
  const { project, monitorId, definition } = by
  const { slice } = finding
  const problem = problemOf(finding)
  const last = await lockNewest(transaction, { project, monitorId, problem })
  const times = { changedAt: new Date(finding.change.atMs), detectedAt: new Date(finding.alarmAtMs) }
  if (last === null || !isSameProblem(last, finding)) {
    const id = newId('alt', context.randomBytes)
    const whose = { project, monitorId, monitor: definition.name, problem, metric: definition.metric }
    await insertAlert(transaction, { id, ...whose, state: 'open', slice, finding, ...times })
    return await happen(context, transaction, { alertId: id, event: 'opened', by })
  }
  const state = changeState(last.state, 'seen_again')
  if (state === last.state) {
    if (!saysMore(last.finding, finding)) return
    await updateAlert(transaction, last.id, { finding, changedAt: times.changedAt })
    return await happen(context, transaction, { alertId: last.id, event: 'updated', by })
  }
  await updateAlert(transaction, last.id, { state, finding, ...times, resolvedAt: null })
  await happen(context, transaction, { alertId: last.id, event: 'reopened', by })
}

async function recover(
  context: ReportContext,
  transaction: ControlTransaction,
  { by, finding }: { readonly by: FoundBy; readonly finding: RecoveryFinding },
): Promise<void> {
  const { project, monitorId } = by
  for (const alert of await lockOpen(transaction, { project, monitorId })) {
    const isMeant = isSameSlice(alert, finding) && alert.finding.direction === finding.direction
    if (!isMeant) continue
    const state: AlertState = changeState(alert.state, 'resolve')
    await updateAlert(transaction, alert.id, { state, resolvedAt: new Date(finding.noticedAtMs) })
    await happen(context, transaction, { alertId: alert.id, event: 'resolved', by, note: finding.reason })
  }
}

interface Happening {
  readonly alertId: string
  readonly event: AlertEventKind
  readonly by: FoundBy
  readonly note?: string
}

/** Kept, and followed by a job: it reads what the alert cites, and tells channels. */
async function happen(
  { queue, now, randomBytes }: ReportContext,
  transaction: ControlTransaction,
  { alertId, event, by, note = '' }: Happening,
): Promise<void> {
  const id = newId('ale', randomBytes)
  const { mutedUntil, definition } = by
  await insertEvent(transaction, {
    ...{ id, alertId, at: now(), event, who: monitorAsPerson, note },
    ...{ channels: definition.channels, mutedUntil, toldAt: null },
  })
  await queue.send(tellQueueName, { eventId: id }, { within: transaction })
}

const problemOf = ({ slice, direction, value }: ShiftFinding): string =>
  JSON.stringify([slice?.key ?? null, slice?.value ?? null, direction, value])

/** What a person took for the new usual is over for good; the next time is another problem. */
function isSameProblem({ resolvedAt, isNewUsual }: AlertRecord, { alarmAtMs }: ShiftFinding): boolean {
  if (resolvedAt === null) return true
  return !isNewUsual && alarmAtMs - resolvedAt.getTime() <= reopenWithinMs
}

const isSameSlice = (alert: AlertRecord, { slice }: RecoveryFinding): boolean =>
  alert.slice?.key === slice?.key && alert.slice?.value === slice?.value

const saysMore = (known: ShiftFinding, found: ShiftFinding): boolean =>
  known.isConfirmed !== found.isConfirmed ||
  known.change.atMs !== found.change.atMs ||
  known.change.fromMs !== found.change.fromMs ||
  known.change.toMs !== found.change.toMs
