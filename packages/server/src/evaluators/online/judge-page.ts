import { traceFilterOf, tracePoint } from '@pawl/core'
import {
  eraseGhostScores,
  readFittingTraces,
  readSettledTraces,
  type SettledTrace,
  settledVersion,
  type TraceCursor,
  type TraceHead,
} from '../../traces/index.ts'
import { type JudgeDeps, type JudgeReport, judgeSubjects } from './judge-subjects.ts'
import { addToHour, type OnlineProgress, type OutcomeCounts, updateProgress } from './online.store.ts'
import { type Chosen, readSubjects } from './read-subjects.ts'
import type { ReadyOnline } from './ready-online.ts'
import { ScoreSink } from './score-sink.ts'

/** Online evaluations of one project that go through its traces together. */
export interface Lane {
  readonly project: string
  readonly delaySeconds: number
  readonly members: readonly ReadyOnline[]
}

export interface PageReport {
  /** The lane at its new place. */
  readonly lane: Lane
  /** Nothing is left for now. */
  readonly isLast: boolean
  readonly traces: number
}

/** Traces that are looked at before the place is stored. */
const pageTraces = 1000
/** Of what is judged by models, which takes seconds each. */
const costlyPageTraces = 100
/** After every trace id, which are hexadecimal. */
const afterAll = 'g'
/** The place of a lane in which nothing happens is stored no more often than this. */
const storeEveryMs = 30_000

/**
 * Judges the next traces that are complete: those that changed last before the lane's delay. Each member goes on from its own
 * place, and stands at the page's end afterwards.
 *
 * @throws the reason of the signal
 */
export async function judgePage(deps: JudgeDeps, lane: Lane, signal: AbortSignal): Promise<PageReport> {
  const { project } = lane
  const now = deps.now()
  const moving = lane.members.filter(({ mode }) => mode !== 'waits')
  const [first, ...others] = moving.map(({ cursor }) => cursor)
  if (first === undefined) return { lane, isLast: true, traces: 0 }
  const after = others.reduce((least, cursor) => (isBehind(cursor, least) ? cursor : least), first)
  const delayed = BigInt(now.getTime() - lane.delaySeconds * 1000) * 1000n
  const settled = settledVersion(deps.telemetry, { committed: deps.committedVersion(), now })
  const until = delayed < settled ? delayed : settled
  const limit = moving.some(({ asksModel }) => asksModel) ? costlyPageTraces : pageTraces
  const end = { version: until, traceId: afterAll }
  const page = isBehind(after, end) ? await readSettledTraces(deps, project, { after, until, limit }) : []
  const isLast = page.length < limit
  const judged = await judgeTraces(deps, { lane, page, signal })
  const place = isLast ? (isBehind(after, end) ? end : after) : (page.at(-1)?.cursor ?? after)
  const judgedUntil = isLast
    ? new Date(now.getTime() - lane.delaySeconds * 1000)
    : new Date(Number(place.version / 1000n))
  const members = await storePlaces(deps, { moving, place, judgedUntil, judged, hasMoved: page.length > 0 })
  const waiting = lane.members.filter(({ mode }) => mode === 'waits')
  return { lane: { ...lane, members: [...members, ...waiting] }, isLast, traces: page.length }
}

function isBehind(a: TraceCursor, b: TraceCursor): boolean {
  return a.version === b.version ? a.traceId < b.traceId : a.version < b.version
}

interface PageWork {
  readonly lane: Lane
  readonly page: readonly SettledTrace[]
  readonly signal: AbortSignal
}

interface Judged {
  readonly reports: ReadonlyMap<string, JudgeReport>
  readonly counts: ReadonlyMap<string, OutcomeCounts>
}

async function judgeTraces(deps: JudgeDeps, { lane, page, signal }: PageWork): Promise<Judged> {
  const { project } = lane
  const reports = new Map<string, JudgeReport>()
  const sink = new ScoreSink(deps, project)
  const gone = page.filter(({ isDeleted }) => isDeleted).map(({ cursor }) => cursor.traceId)
  if (gone.length > 0) await eraseGhostScores(deps.telemetry, project, { traceIds: gone, now: deps.now() })
  const living = page.filter(({ isDeleted }) => !isDeleted)
  const judging = lane.members.filter(({ mode }) => mode === 'judges')
  if (living.length === 0 || judging.length === 0) return { reports, counts: sink.takeCounts() }
  const chosen = await choose(deps, { project, judging, living })
  const within = { from: page[0]?.cursor.version ?? 0n, to: page.at(-1)?.cursor.version ?? 0n }
  for (const { evaluation, subjects } of await readSubjects(deps, project, { chosen, within })) {
    if (subjects.length === 0) continue
    reports.set(evaluation.evaluator, await judgeSubjects(deps, { evaluation, subjects, signal }, sink))
  }
  await sink.flush()
  return { reports, counts: sink.takeCounts() }
}

interface Choice {
  readonly project: string
  readonly judging: readonly ReadyOnline[]
  readonly living: readonly SettledTrace[]
}

/** What each evaluation judges of the page: what fits its filter, is of its share, and came after its own place. */
async function choose(deps: JudgeDeps, { project, judging, living }: Choice): Promise<readonly Chosen[]> {
  const fitting = new Map<string, Promise<readonly TraceHead[]>>()
  const cursorOf = new Map(living.map(({ cursor }) => [cursor.traceId, cursor]))
  return await Promise.all(
    judging.map(async (evaluation) => {
      const filter = traceFilterOf(evaluation.definition)
      const id = JSON.stringify(filter)
      const found = fitting.get(id) ?? readFittingTraces(deps, project, { traces: living, filter })
      fitting.set(id, found)
      const heads = (await found).filter(({ summary }) => {
        const cursor = cursorOf.get(summary.traceId)
        return isOfSample(evaluation, summary) && cursor !== undefined && isBehind(evaluation.cursor, cursor)
      })
      return { evaluation, heads }
    }),
  )
}

const isOfSample = ({ share, definition }: ReadyOnline, { traceId, status }: TraceHead['summary']): boolean =>
  tracePoint(traceId) < share || (definition.allErrors && status === 'error')

interface Places {
  readonly moving: readonly ReadyOnline[]
  readonly place: TraceCursor
  readonly judgedUntil: Date
  readonly judged: Judged
  readonly hasMoved: boolean
}

/** @returns those that went on; one that another server has moved meanwhile is read again in the next turn */
async function storePlaces(
  deps: JudgeDeps,
  { moving, place, judgedUntil, judged, hasMoved }: Places,
): Promise<readonly ReadyOnline[]> {
  const moved: ReadyOnline[] = []
  for (const member of moving) {
    const cursor = isBehind(member.cursor, place) ? place : member.cursor
    const report = judged.reports.get(member.evaluator)
    const counts = judged.counts.get(member.evaluator)
    const problem = report === undefined ? member.problem : report.problem
    const isNews =
      hasMoved ||
      problem !== member.problem ||
      judgedUntil.getTime() - (member.judgedUntil?.getTime() ?? 0) >= storeEveryMs
    if (!isNews) moved.push({ ...member, cursor, problem })
    else if (await storePlace(deps, member, { place: { cursor, judgedUntil, problem }, counts })) {
      moved.push({ ...member, cursor, problem, judgedUntil })
    }
  }
  return moved
}

interface NewPlace {
  readonly place: Pick<OnlineProgress, 'cursor' | 'judgedUntil' | 'problem'>
  readonly counts: OutcomeCounts | undefined
}

/** Counts what came out together with the place, so that a page which is judged again counts once. */
function storePlace(
  { control, now }: JudgeDeps,
  { project, evaluator, cursor: from }: ReadyOnline,
  { place, counts }: NewPlace,
): Promise<boolean> {
  return control.transaction(async (transaction) => {
    if (!(await updateProgress(transaction, { project, evaluator, from, ...place }))) return false
    if (counts !== undefined) await addToHour(transaction, { project, evaluator }, { at: now(), ...counts })
    return true
  })
}
