import { AppError, hourMs, minuteMs, monitorMemorySchema } from '@pawl/core'
import { postponeRound, selectWatched, updateState, type WatchedRow } from './monitors.store.ts'
import type { MonitorsDeps } from './monitors-deps.ts'
import { showRound } from './show-round.ts'
import { type Shown, shownSchema, unseen } from './view-monitor.ts'
import { openWatch } from './watch/open-watch.ts'
import { type Watched, watchMonitor } from './watch/watch-monitor.ts'

/** So late may a span come, or a clock be wrong, and still count as evidence. */
const settleMs = 2 * hourMs
/** After a start, applications send what they kept meanwhile: so long nothing more is folded in. */
const graceMs = 30 * minuteMs
/** A monitor looks so often, unless that takes more than this share of the time. */
const everyMs = minuteMs
const shareOfTime = 0.05
/** With too little to learn from, nothing in a day, or after a failure, the next look is not urgent. */
const seldomMs = 5 * minuteMs

/**
 * Looks at what came in for one monitor. What it finds is told, and what it remembers is kept, in one transaction: both, or neither. When
 * somebody changed the monitor meanwhile, neither.
 */
export async function runRound(deps: MonitorsDeps, id: string, startedAt: Date): Promise<void> {
  const { control, now, log } = deps
  const row = await selectWatched(control.db, id)
  if (row === null) return
  const begun = now()
  if (!row.definition.isEnabled) {
    await postponeRound(control.db, id, new Date(begun.getTime() + hourMs))
    return
  }
  try {
    const { watched, shown } = await look(deps, row, { begun, startedAt })
    const tookMs = now().getTime() - begun.getTime()
    const isIdle = shown.state === 'learning' || shown.current === null || shown.current.count === 0
    const waitMs = Math.max(isIdle ? seldomMs : everyMs, tookMs / shareOfTime)
    await keep(deps, row, { watched, shown, nextRoundAt: later(begun, waitMs) })
  } catch (error) {
    log.warn('a monitor could not look', { project: row.project, monitor: row.definition.name, error })
    // What is none of Pawl's own sentences may quote content.
    const problem = AppError.isInstance(error) ? error.message : 'It failed; the log of the server says why.'
    const before = row.shown === null ? unseen : shownSchema.parse(row.shown)
    const shown: Shown = { ...before, state: 'failing', problem }
    await updateState(control.db, id, { ...row, shown, nextRoundAt: later(begun, seldomMs) })
  }
}

/** A little early: rounds are a minute apart, give or take. */
const later = (begun: Date, waitMs: number): Date => new Date(begun.getTime() + waitMs - 5_000)

interface RoundTimes {
  readonly begun: Date
  readonly startedAt: Date
}

async function look(deps: MonitorsDeps, row: WatchedRow, { begun, startedAt }: RoundTimes) {
  const { metrics } = deps
  const { project, definition, id } = row
  const nowMs = begun.getTime()
  const memory = row.memory === null ? null : monitorMemorySchema.parse(row.memory)
  const context = openWatch({ project, definition, metrics, seed: id })
  const settledMs = await settledUntil(deps, row, begun)
  const isInGrace = memory !== null && nowMs - startedAt.getTime() < graceMs
  const watched = await watchMonitor(context, {
    ...{ memory, nowMs },
    settledMs: isInGrace ? memory.atMs : settledMs,
  })
  return { watched, shown: await showRound(deps, row, { watched, settings: context.kind.settings, nowMs }) }
}

/** What scores are made of is settled once it is judged. */
async function settledUntil(deps: MonitorsDeps, row: WatchedRow, begun: Date): Promise<number> {
  const { scoreName } = row.definition.metric
  const evaluations = scoreName === undefined ? [] : await deps.onlineEvaluations(row.project)
  const judging = evaluations.filter((each) => each.scoreName === scoreName && each.isEnabled)
  const judgedMs = judging.map(({ judgedUntil }) => judgedUntil?.getTime() ?? 0)
  // One that stands still for long must not keep its monitor from going on.
  const heldMs = Math.max(begun.getTime() - mostHeldMs, Math.min(...judgedMs, Number.POSITIVE_INFINITY))
  const settledMs = Math.min(begun.getTime() - settleMs, heldMs)
  return Math.floor(settledMs / hourMs) * hourMs
}

const mostHeldMs = 26 * hourMs

interface Kept {
  readonly watched: Watched
  readonly shown: Shown
  readonly nextRoundAt: Date
}

async function keep(
  { control, alerts }: MonitorsDeps,
  row: WatchedRow,
  { watched, shown, nextRoundAt }: Kept,
): Promise<void> {
  const { id, project, definition, version, mute } = row
  const by = { project, monitorId: id, definition, mutedUntil: mute?.until ?? null }
  await control.transaction(async (transaction) => {
    const change = { version, memory: watched.memory, shown, nextRoundAt }
    if (!(await updateState(transaction, id, change))) return
    for (const finding of watched.findings) await alerts.report(transaction, by, finding)
  })
}
