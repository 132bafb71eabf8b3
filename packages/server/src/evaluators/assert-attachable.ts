import { AppError, type CheckedVersion } from '@pawl/core'
import { checkVersion } from './check-version.ts'
import { selectEvaluator } from './evaluators.store.ts'
import type { EvaluatorsDeps } from './evaluators-deps.ts'
import { resolveVersions } from './find-version.ts'
import { archived } from './save-version.ts'

/**
 * Lets through evaluators that may be attached to rows. Examples that came out wrong are run again first: a model may have
 * been set up since.
 *
 * @throws AppError `not_found`; `conflict` for one that is archived or gets an example wrong
 */
export async function assertAttachable(
  deps: EvaluatorsDeps,
  project: string,
  references: readonly string[],
): Promise<void> {
  for (const version of await resolveVersions(deps.control.db, project, references)) {
    const row = await selectEvaluator(deps.control.db, { project, evaluator: version.name })
    if (row?.archivedAt != null) throw archived(version.name)
    if (version.check.mayAttach) continue
    const checked = await checkVersion(deps, project, version)
    if (!checked.check.mayAttach) throw notAttachable(checked)
  }
}

const notAttachable = ({ name, number, check }: CheckedVersion): AppError =>
  new AppError('conflict', `Version ${number} of ${JSON.stringify(name)} cannot be attached. ${check.message}.`, {
    where: 'evaluator',
    fix: 'Correct the evaluator, or the example that is wrong, and save a version whose examples come out right.',
  })
