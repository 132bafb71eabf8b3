import { AppError, asksModel, neededOfRow, type OnlineEvaluation, type OnlineEvaluationView } from '@pawl/core'
import type { Author } from '../evaluators-deps.ts'
import { listOnline } from './list-online.ts'
import { upsertOnline } from './online.store.ts'
import type { OnlineDeps } from './online-deps.ts'
import { onlineNotFound } from './ready-online.ts'

/**
 * Lets an evaluator judge what comes in from now on, or changes how it does.
 *
 * @throws AppError `not_found` for no such evaluator; `conflict` for one that may not be attached; `bad_request` for one that
 * asks a model and has no cap, or that compares with what only a row has
 */
export async function saveOnline(
  deps: OnlineDeps,
  { project, person }: Author,
  { evaluator, definition }: { readonly evaluator: string; readonly definition: OnlineEvaluation },
): Promise<OnlineEvaluationView> {
  if (definition.evaluator.split('@')[0] !== evaluator) {
    throw new AppError(
      'bad_request',
      `The body names ${JSON.stringify(definition.evaluator)}, the address ${JSON.stringify(evaluator)}.`,
      {
        where: 'evaluator',
        fix: `Write ${evaluator}, or ${evaluator}@ and the number of a version, in both.`,
      },
    )
  }
  const [version] = await deps.evaluators.resolve(project, [definition.evaluator])
  const needed = version === undefined ? null : neededOfRow(version.definition)
  if (needed !== null) {
    throw new AppError(
      'bad_request',
      `${JSON.stringify(evaluator)} compares with a row's ${needed}, which no live trace has: all it could say is "unknown".`,
      { where: 'evaluator', fix: 'Judge rows by it, or save a version that says itself what it expects.' },
    )
  }
  if (version !== undefined && asksModel(version.definition) && definition.capUsdPerDay === null) {
    throw new AppError('bad_request', `${JSON.stringify(evaluator)} asks a model, which costs money for every trace.`, {
      where: 'capUsdPerDay',
      fix: 'Say what it may spend in a day, in US dollars.',
    })
  }
  await deps.evaluators.assertAttachable(project, [definition.evaluator])
  await upsertOnline(deps.control.db, { project, evaluator, definition, who: person, at: deps.now() })
  const [view] = await listOnline(deps, project, evaluator)
  if (view === undefined) throw onlineNotFound(evaluator)
  return view
}
