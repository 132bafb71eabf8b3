import type { EvaluatorUse, ListedEvaluator } from '@pawl/core'
import { selectListed } from './evaluators.store.ts'
import type { EvaluatorKey, EvaluatorsDeps } from './evaluators-deps.ts'

/** Prompts and datasets that use an evaluator, those with the most rows first. */
export async function listUses(
  { findUses }: EvaluatorsDeps,
  { project, evaluator }: EvaluatorKey,
): Promise<EvaluatorUse[]> {
  const uses = (await Promise.all(findUses.map((find) => find(project, evaluator)))).flat()
  return uses.sort((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1))
}

/** Evaluators by name, each with its newest version and how much uses it. */
export async function listEvaluators(
  { control, findUses }: EvaluatorsDeps,
  { project, withArchived }: { readonly project: string; readonly withArchived: boolean },
): Promise<ListedEvaluator[]> {
  const listed = await selectListed(control.db, { project, withArchived })
  const uses = (await Promise.all(findUses.map((find) => find(project)))).flat()
  const counts = new Map<string, ListedEvaluator['usedBy']>()
  for (const { evaluator, kind, rows } of uses) {
    const count = counts.get(evaluator) ?? { rows: 0, datasets: 0, prompts: 0 }
    const isDataset = kind === 'dataset'
    counts.set(evaluator, {
      rows: count.rows + rows,
      datasets: count.datasets + Number(isDataset),
      prompts: count.prompts + Number(!isDataset),
    })
  }
  return listed.map((each) => ({ ...each, usedBy: counts.get(each.name) ?? { rows: 0, datasets: 0, prompts: 0 } }))
}
