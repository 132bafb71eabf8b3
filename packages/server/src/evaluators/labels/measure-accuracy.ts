import {
  type CheckedVersion,
  cohensKappa,
  type EvaluatorAccuracy,
  type JudgeCounts,
  judgeFitness,
  orderSwapConsistency,
  outcomeOf,
  ppiPassRate,
  type Stratum,
  type StratumCounts,
  weighLabels,
} from '@pawl/core'
import type { EvaluatorsDeps } from '../evaluators-deps.ts'
import { resolveVersions } from '../find-version.ts'
import { countSubjects, type SubjectCount, selectChoices } from './queue.store.ts'

export interface AccuracyQuestion {
  readonly project: string
  readonly evaluator: string
  /** Left out: the newest. */
  readonly number?: number | undefined
}

/**
 * How a version of an evaluator meets the human labels of its subjects.
 *
 * @throws AppError `not_found`
 */
export async function measureAccuracy(
  { control: { db } }: EvaluatorsDeps,
  { project, evaluator, number }: AccuracyQuestion,
): Promise<EvaluatorAccuracy> {
  const reference = number === undefined ? evaluator : `${evaluator}@${number}`
  const [version] = await resolveVersions(db, project, [reference])
  // Every reference is resolved or the call above throws.
  const { id: versionId, number: found } = version as CheckedVersion
  const key = { project, evaluator, versionId }
  const [subjects, choices] = [await countSubjects(db, key), await selectChoices(db, key)]
  const strata = strataOf(subjects)
  const { counts } = weighLabels(strata)
  return {
    evaluator,
    versionId,
    number: found,
    comparedCount: sum(strata.map(({ passed, failed }) => passed + failed)),
    notJudgedCount: countOf(subjects, ({ stratum, human }) => stratum === null && human !== 'none'),
    disputedCount: countOf(subjects, ({ human }) => human === 'disputed'),
    kappa: cohensKappa(counts),
    ...judgeFitness(counts),
    orderSwap: choices.length === 0 ? null : orderSwapConsistency(choices),
    passRate: passRateOf(strata, counts),
  }
}

/** What was judged, by what the judge said; disputed outputs count as not labelled. */
export function strataOf(subjects: readonly SubjectCount[]): StratumCounts[] {
  const strata = new Map<Stratum, { stratum: Stratum; passed: number; failed: number; unlabelled: number }>()
  for (const { stratum, human, count } of subjects) {
    if (stratum === null) continue
    const counts = strata.get(stratum) ?? { stratum, passed: 0, failed: 0, unlabelled: 0 }
    if (human === 'pass') counts.passed += count
    else if (human === 'fail') counts.failed += count
    else counts.unlabelled += count
    strata.set(stratum, counts)
  }
  return [...strata.values()]
}

function passRateOf(strata: readonly StratumCounts[], labelled: JudgeCounts): EvaluatorAccuracy['passRate'] {
  const judged = { pass: 0, fail: 0, unknown: 0 }
  for (const { stratum, passed, failed, unlabelled } of strata)
    judged[outcomeOf(stratum)] += passed + failed + unlabelled
  const all = judged.pass + judged.fail + judged.unknown
  // The labels are weighed to stand for all outputs, and so must those without one, however they were drawn.
  const share = all === 0 ? 0 : sum(strata.map(({ unlabelled }) => unlabelled)) / all
  const unlabelled = { passed: judged.pass * share, failed: judged.fail * share, unknown: judged.unknown * share }
  return {
    judged: { passed: judged.pass, failed: judged.fail, unknown: judged.unknown },
    corrected: ppiPassRate({ labelled, unlabelled }),
  }
}

export function countOf(subjects: readonly SubjectCount[], fits: (subject: SubjectCount) => boolean): number {
  return sum(subjects.filter(fits).map(({ count }) => count))
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
