import { randomUUID } from 'node:crypto'
import { AppError, checkDefinition, type MonitorDefinition, type MuteMonitor } from '@pawl/core'
import {
  deleteMonitor,
  insertMonitor,
  lockMonitor,
  type MonitorRow,
  type StateChange,
  updateMonitor,
  updateMute,
  updateState,
} from './monitors.store.ts'
import type { MonitorsDeps } from './monitors-deps.ts'

/** Who does something, for the record. */
export interface Author {
  readonly project: string
  readonly person: string
}

export interface MonitorWish {
  readonly definition: MonitorDefinition
  readonly origin: MonitorRow['origin']
}

/** @throws AppError `bad_request`, `conflict` when there is one of that name */
export async function createMonitor(deps: MonitorsDeps, author: Author, wish: MonitorWish): Promise<void> {
  checkDefinition(wish.definition)
  if (await deps.control.transaction((transaction) => insert(deps, transaction, { ...author, ...wish }))) return
  throw new AppError('conflict', `There is a monitor ${wish.definition.name} already.`, {
    where: 'name',
    fix: 'Choose another name, or change that one: on its page, or by its file with `pawl push`.',
  })
}

/**
 * Makes this the monitor of that name. One that watches something else now, or by another rule, begins anew, and its open alerts end.
 *
 * @throws AppError `bad_request`
 */
export async function putMonitor(
  deps: MonitorsDeps,
  { name, ...author }: Author & { readonly name: string },
  wish: MonitorWish,
): Promise<void> {
  const { definition, origin } = wish
  if (definition.name !== name) {
    throw new AppError('bad_request', `This is the monitor ${definition.name}, not ${name}.`, {
      where: 'name',
      fix: 'A monitor keeps its name: make another one, and delete this.',
    })
  }
  checkDefinition(definition)
  await deps.control.transaction(async (transaction) => {
    const before = await lockMonitor(transaction, author.project, definition.name)
    const at = deps.now()
    if (before === null) {
      await insert(deps, transaction, { ...author, ...wish })
      return
    }
    if (JSON.stringify(before.definition) === JSON.stringify(definition)) return
    await updateMonitor(transaction, before.id, { definition, origin, who: author.person, at })
    if (watches(before.definition) === watches(definition)) return
    await deps.alerts.endAll(transaction, { ...of(author, before.id), reason: 'The monitor was changed' })
    await updateState(transaction, before.id, { ...asNew(at), version: before.version })
  })
}

/** @throws AppError `not_found` */
export async function removeMonitor(deps: MonitorsDeps, author: Author, name: string): Promise<void> {
  await deps.control.transaction(async (transaction) => {
    const row = await lockMonitor(transaction, author.project, name)
    if (row === null) throw monitorNotFound(name)
    await deps.alerts.endAll(transaction, { ...of(author, row.id), reason: 'The monitor was deleted' })
    await deleteMonitor(transaction, row.id)
  })
}

/** @throws AppError `not_found`; `bad_request` for a time that is over */
export async function muteMonitor(
  deps: MonitorsDeps,
  { project, person }: Author,
  { name, mute }: { readonly name: string; readonly mute: MuteMonitor | null },
): Promise<void> {
  const until = mute === null ? null : new Date(mute.until)
  if (until !== null && until <= deps.now()) {
    throw new AppError('bad_request', 'A mute ends in the future.', {
      where: 'until',
      fix: 'Give a later time; without a mute, DELETE it.',
    })
  }
  await deps.control.transaction(async (transaction) => {
    const row = await lockMonitor(transaction, project, name)
    if (row === null) throw monitorNotFound(name)
    await updateMute(transaction, row.id, until === null ? null : { until, reason: mute?.reason ?? '', who: person })
  })
}

export const monitorNotFound = (name: string): AppError =>
  new AppError('not_found', `There is no monitor ${JSON.stringify(name)}.`, {
    where: 'name',
    fix: 'Look at `pawl monitors list`.',
  })

/** Nothing learned, nothing remembered. */
const asNew = (at: Date): Omit<StateChange, 'version'> => ({
  ...{ memory: null, shown: null, nextRoundAt: at },
})

const of = ({ project, person }: Author, monitorId: string) => ({ project, monitorId, who: person })

const watches = ({ metric, sliceBy, rule }: MonitorDefinition): string => JSON.stringify([metric, sliceBy, rule])

function insert(
  { now }: MonitorsDeps,
  transaction: Parameters<typeof insertMonitor>[0],
  { project, person, definition, origin }: Author & MonitorWish,
): Promise<boolean> {
  return insertMonitor(transaction, { id: randomUUID(), project, definition, origin, who: person, createdAt: now() })
}
