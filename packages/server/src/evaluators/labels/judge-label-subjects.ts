import { AppError, stratumOf } from '@pawl/core'
import { createBudget } from '../../platform/llm/index.ts'
import { selectVersions } from '../evaluators.store.ts'
import type { EvaluatorsDeps } from '../evaluators-deps.ts'
import { evaluatorNotFound } from '../find-version.ts'
import { type Judging, judgeSubject } from '../judging/index.ts'
import { type JudgementRow, upsertJudgements } from './labels.store.ts'
import { countOf } from './measure-accuracy.ts'
import { countSubjects, type QueuedSubject, selectNotJudged } from './queue.store.ts'

const atOnce = 8
const limitMs = 45_000

export interface JudgeOrder {
  readonly project: string
  readonly evaluator: string
  readonly limit: number
  readonly spendingCapUsd: number
  /** Aborted when whoever asked is gone. */
  readonly signal: AbortSignal
}

/**
 * Has the newest version judge subjects of its queue that it has not judged yet, labelled ones first, within a bounded time. What
 * was judged is kept when the time, the money or the caller ends it; asking again goes on.
 *
 * @throws AppError `not_found`
 */
export async function judgeLabelSubjects(
  deps: EvaluatorsDeps,
  { project, evaluator, limit, spendingCapUsd, signal }: JudgeOrder,
): Promise<{ readonly judgedCount: number; readonly leftCount: number; readonly message: string }> {
  const { db } = deps.control
  const [newest] = await selectVersions(db, { project, evaluator }, 'newest')
  if (newest === undefined) throw await evaluatorNotFound(db, project, [evaluator])
  const key = { project, evaluator, versionId: newest.id }
  const subjects = await selectNotJudged(db, key, limit)
  const judging = {
    project,
    budget: createBudget(spendingCapUsd),
    runId: null,
    signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
    means: deps,
  }
  let end = ''
  let judgedCount = 0
  const waiting = subjects.values()
  const work = async () => {
    for (const subject of waiting) {
      try {
        const judgement = await judgementOf(judging, newest, subject)
        await upsertJudgements(db, [judgement], deps.now())
        judgedCount++
      } catch (error) {
        if (judging.signal.aborted) end = `The time of ${limitMs / 1000} seconds was over. `
        else if (AppError.isInstance(error) && error.code === 'spending_cap_reached') end = `${error.message} `
        else throw error
        return
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const leftCount = countOf(await countSubjects(db, key), ({ stratum }) => stratum === null)
  return { judgedCount, leftCount, message: `${end}${judgedCount} were judged, ${leftCount} are left.` }
}

async function judgementOf(
  judging: Judging,
  { id: versionId, definition }: { readonly id: string; readonly definition: Parameters<typeof judgeSubject>[1] },
  { id: subjectId, subject }: Pick<QueuedSubject, 'id' | 'subject'>,
): Promise<JudgementRow> {
  const { result, choices = null } = await judgeSubject(judging, definition, subject)
  return { subjectId, versionId, result, choices, stratum: stratumOf(result) }
}
