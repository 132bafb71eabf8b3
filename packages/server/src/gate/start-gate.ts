import { type GateRequest, isServerTarget, refusePlainRelease } from '@pawl/core'
import { isUniqueViolation } from '../platform/control/index.ts'
import type { GateContext } from './gate-context.ts'
import type { Author, ExternalSpec } from './gate-deps.ts'
import { readSubject } from './read-subject.ts'
import { type GateRecord, insertGate, selectGate, selectGateUnderWay } from './store/gates.ts'
import { subjectKey } from './streams.ts'

/**
 * Starts a gate over what protects the environment now. The same question while it is being answered is the same gate; asked again
 * afterwards it goes on from what was seen.
 *
 * @throws AppError as `readSubject`; `bad_request` for a credential in plain text
 */
export async function startGate(
  context: GateContext,
  { project, person }: Author,
  request: GateRequest,
): Promise<GateRecord> {
  const { environment, release, baseline, concurrency, note } = request
  refusePlainRelease(release, 'release')
  if (baseline !== null) refusePlainRelease(baseline, 'baseline')
  const { db } = context.control
  const now = await readSubject(context, db, { project, environment, release, baseline })
  const key = subjectKey(now.subject)
  for (;;) {
    const known = await selectGateUnderWay(db, project, key)
    if (known !== undefined) return known
    const id = Buffer.from(context.randomBytes(6)).toString('hex')
    try {
      await context.control.transaction((transaction) =>
        insertGate(transaction, {
          ...{ id, project, environment, concurrency, note },
          release: now.release,
          external: now.external,
          baseline: now.baseline,
          baselineExternal: now.baselineExternal,
          unusedDatasets: now.unusedDatasets,
          subject: now.subject,
          subjectKey: key,
          policyVersion: now.policy.id,
          status: isWorkersOwn(now.external) ? 'waiting' : 'running',
          startedBy: person,
          createdAt: context.now(),
        }),
      )
    } catch (error) {
      if (isUniqueViolation(error)) continue
      throw error
    }
    await context.drivers.wake(project, id)
    const gate = await selectGate(db, project, id)
    if (gate !== undefined) return gate
  }
}

/** Whether the trials of the candidate wait for a worker of the caller's. */
function isWorkersOwn(external: ExternalSpec | null): boolean {
  return external !== null && !isServerTarget(external.target)
}
