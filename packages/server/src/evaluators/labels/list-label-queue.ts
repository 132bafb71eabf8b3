import { chooseStrata, judgeFitness, type LabelQueue, type QueueItem, type Stratum, weighLabels } from '@pawl/core'
import { selectVersions } from '../evaluators.store.ts'
import type { Author, EvaluatorsDeps } from '../evaluators-deps.ts'
import { evaluatorNotFound } from '../find-version.ts'
import { countOf, strataOf } from './measure-accuracy.ts'
import { countSubjects, drawUnlabelled, type QueuedSubject } from './queue.store.ts'

/**
 * What a person should label next. Which strata come next follows from the labels so far, and within a stratum the draw is
 * random: only so do the labels say something about all outputs.
 *
 * @throws AppError `not_found`
 */
export async function listLabelQueue(
  { control: { db } }: EvaluatorsDeps,
  { project, person }: Author,
  { evaluator, limit }: { readonly evaluator: string; readonly limit: number },
): Promise<LabelQueue> {
  const [newest] = await selectVersions(db, { project, evaluator }, 'newest')
  if (newest === undefined) throw await evaluatorNotFound(db, project, [evaluator])
  const key = { project, evaluator, versionId: newest.id }
  const subjects = await countSubjects(db, key)
  // Disputed outputs have labels, so that they wait for nobody.
  const strata = strataOf(subjects.filter(({ human }) => human !== 'disputed'))
  const notJudged = countOf(subjects, ({ stratum, human }) => stratum === null && human === 'none')
  const order = chooseStrata(
    [...strata, { stratum: 'not_judged' as const, passed: 0, failed: 0, unlabelled: notJudged }],
    limit,
  )
  const drawn = new Map<Stratum | 'not_judged', QueuedSubject[]>()
  for (const stratum of new Set(order)) {
    const count = order.filter((each) => each === stratum).length
    const draw = { stratum: stratum === 'not_judged' ? null : stratum, person, limit: count }
    drawn.set(stratum, await drawUnlabelled(db, key, draw))
  }
  const waitingCount = countOf(subjects, ({ human }) => human === 'none')
  return {
    items: order.flatMap((stratum) => {
      const subject = drawn.get(stratum)?.shift()
      return subject === undefined ? [] : [itemOf(subject, stratum)]
    }),
    waitingCount,
    labelledCount: countOf(subjects, () => true) - waitingCount,
    labelsStillNeeded: judgeFitness(weighLabels(strata).counts).labelsStillNeeded,
  }
}

function itemOf({ id, subject, source, result }: QueuedSubject, stratum: Stratum | 'not_judged'): QueueItem {
  return { subjectId: id, subject, source, why: whyOf(stratum), judgement: result }
}

function whyOf(stratum: Stratum | 'not_judged'): QueueItem['why'] {
  if (stratum === 'not_judged') return 'not_judged'
  if (stratum === 'pass') return 'judge_passed'
  return stratum === 'fail' ? 'judge_failed' : 'judge_unsure'
}
