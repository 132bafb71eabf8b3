import type { CheckedVersion } from '@pawl/core'
import { updateExamplesReport } from './evaluators.store.ts'
import type { EvaluatorsDeps } from './evaluators-deps.ts'
import { resolveVersions } from './find-version.ts'
import { runExamples } from './run-examples.ts'

/** Runs a version's examples anew and remembers what came out. */
export async function checkVersion(
  deps: EvaluatorsDeps,
  project: string,
  version: CheckedVersion,
): Promise<CheckedVersion> {
  const check = await runExamples(deps, { project, ...version })
  const { name: evaluator, number } = version
  await updateExamplesReport(deps.control.db, { project, evaluator, number }, check)
  return { ...version, check }
}

/** @throws AppError `not_found` */
export async function checkNamedVersion(
  deps: EvaluatorsDeps,
  project: string,
  reference: string,
): Promise<CheckedVersion> {
  const [version] = await resolveVersions(deps.control.db, project, [reference])
  // Every reference is resolved or the call above throws.
  return await checkVersion(deps, project, version as CheckedVersion)
}
