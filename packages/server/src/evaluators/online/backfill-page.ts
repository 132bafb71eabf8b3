import { findEvaluatorScores, readSampledTraces } from '../../traces/index.ts'
import { type BackfillProgress, type StoredBackfill, updateBackfill } from './backfills.store.ts'
import { type JudgeDeps, judgeSubjects } from './judge-subjects.ts'
import { addToHour } from './online.store.ts'
import { readSubjects } from './read-subjects.ts'
import type { ReadyOnline } from './ready-online.ts'
import { ScoreSink, scoreIdOf } from './score-sink.ts'
import { backfillSample } from './start-backfill.ts'

export interface BackfillWork {
  readonly evaluation: ReadyOnline
  readonly backfill: StoredBackfill
}

const pageTraces = 200
const costlyPageTraces = 50

/**
 * Judges the next traces of a back-fill, as far as the cap of the day allows.
 *
 * @returns where it stands; the same place again when it has to wait
 * @throws the reason of the signal
 */
export async function backfillPage(
  deps: JudgeDeps,
  { evaluation, backfill }: BackfillWork,
  signal: AbortSignal,
): Promise<StoredBackfill> {
  const { project, evaluator } = backfill
  const { mode, standstill } = evaluation
  const wait = (problem: string | null) => store(deps, backfill, { ...backfill, problem })
  if (mode !== 'judges') return await wait(standstill ?? 'The online evaluation is switched off.')
  const limit = evaluation.asksModel ? costlyPageTraces : pageTraces
  const sample = backfillSample(evaluation, backfill)
  const heads = await readSampledTraces(deps, project, { sample, after: backfill.after, limit })
  const [judgeable] = await readSubjects(deps, project, { chosen: [{ evaluation, heads }], within: null })
  const subjects = judgeable?.subjects ?? []
  const known = await findEvaluatorScores(deps.telemetry, project, {
    ids: subjects.map((subject) => scoreIdOf(evaluator, subject)),
    evaluatorVersion: evaluation.version.id,
  })
  const unjudged = subjects.filter((subject) => !known.has(scoreIdOf(evaluator, subject)))
  const sink = new ScoreSink(deps, project)
  const flush = async () => {
    await sink.flush()
    const [counts] = sink.takeCounts().values()
    // What is stored is left out from now on.
    if (counts !== undefined) await addToHour(deps.control.db, { project, evaluator }, { at: deps.now(), ...counts })
  }
  const storing = { add: sink.add.bind(sink), flush }
  const report = await judgeSubjects(deps, { evaluation, subjects: unjudged, signal }, storing)
  await flush()
  // What was judged of this page is found again when the cap opens.
  if (report.isCapped) return await wait(`${report.problem ?? ''} It goes on then.`)
  const last = heads.at(-1)
  const isDone = heads.length < limit
  return await store(deps, backfill, {
    state: isDone ? 'done' : 'running',
    judged: isDone ? backfill.total : Math.min(backfill.total, backfill.judged + heads.length),
    after: last === undefined ? backfill.after : { startNs: last.startNs, traceId: last.summary.traceId },
    problem: report.problem,
  })
}

async function store(deps: JudgeDeps, backfill: StoredBackfill, progress: BackfillProgress): Promise<StoredBackfill> {
  await updateBackfill(deps.control.db, backfill.id, progress)
  return { ...backfill, ...progress }
}
