import { type EvaluatorDefinition, type EvaluatorVersion, judgeFitness, outsideParts, weighLabels } from '@pawl/core'
import type { EvaluatorsDb } from '../evaluators-deps.ts'
import { strataOf } from './measure-accuracy.ts'
import { countSubjects } from './queue.store.ts'

/** Of these versions, those that ask a model and whose labels do not prove that they tell good outputs from bad; by name. */
export async function findUnfitJudges(
  db: EvaluatorsDb,
  project: string,
  versions: readonly Pick<EvaluatorVersion, 'id' | 'name' | 'definition'>[],
): Promise<readonly string[]> {
  const unfit = new Set<string>()
  for (const { id: versionId, name: evaluator, definition } of versions) {
    if (!asksModel(definition)) continue
    const subjects = await countSubjects(db, { project, evaluator, versionId })
    if (!judgeFitness(weighLabels(strataOf(subjects)).counts).isFit) unfit.add(evaluator)
  }
  return [...unfit].sort()
}

const asksModel = (definition: EvaluatorDefinition): boolean =>
  outsideParts(definition).some(({ definition: { kind } }) => kind === 'judge' || kind === 'autoevals')
