import { type CheckedVersion, checkedVersionSchema, evaluatorListSchema } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { safeLine } from '../layout/safe-text.ts'
import { evaluatorPath, fetchVersion } from './evaluator-calls.ts'
import { renderExamples } from './show-evaluator.ts'

/**
 * Runs the examples of evaluators again; of all of them when none is named.
 *
 * @returns whether all may be attached
 */
export async function checkEvaluators(context: CommandContext, references: readonly string[]): Promise<boolean> {
  const { api, paint } = context
  const asked =
    references.length > 0
      ? references
      : (await api.fetchAnswer('/api/evaluators', evaluatorListSchema)).evaluators.map(({ name }) => name)
  const checked: CheckedVersion[] = []
  for (const reference of asked) {
    const { name, number } = await fetchVersion(api, reference)
    const call = { method: 'POST', body: { number } } as const
    checked.push(await api.fetchAnswer(`${evaluatorPath(name)}/check`, checkedVersionSchema, call))
  }
  context.printResult({ evaluators: checked }, () =>
    checked
      .map(
        (version) =>
          `${paint('bold', safeLine(`${version.name}@${version.number}`))}\n${renderExamples(version, paint)}\n`,
      )
      .join('\n'),
  )
  return checked.every(({ check }) => check.mayAttach)
}
