import {
  AppError,
  type Deployment,
  type DeploymentRequest,
  type JsonObject,
  refusePlainRelease,
  releaseText,
} from '@pawl/core'
import type { ControlTransaction } from '../platform/control/index.ts'
import { changeLive } from './change-live.ts'
import type { DeploymentRecord } from './deployments.store.ts'
import type { Author, DeploymentsDeps } from './deployments-deps.ts'
import { findGround, type Ground } from './find-ground.ts'
import { inOneSnapshot } from './in-one-snapshot.ts'
import { liveDeployment } from './live-deployment.ts'
import { viewDeployment } from './view-deployment.ts'

export interface DeployRequest extends DeploymentRequest {
  readonly kind: 'deploy' | 'promote'
}

/** What is there already is answered with the deployment that brought it. */
export interface Deployed {
  readonly deployment: Deployment
  readonly isNew: boolean
}

/**
 * Releases into an environment what a verdict, an override or a reason allows. A refusal is recorded as well.
 *
 * @throws AppError `conflict` with the reason, and in `fix` the command that would settle it; `not_found`; `bad_request`
 */
export async function deployRelease(deps: DeploymentsDeps, author: Author, request: DeployRequest): Promise<Deployed> {
  assertFuture(request, deps.now())
  const { project } = author
  const { environment, release, override, unprotected } = request
  // What was stored before goes on as it is.
  if (request.kind === 'deploy') refusePlainRelease(release, 'release')
  const wish = { project, environment, release }
  // What takes long is read before anything is locked, and then known.
  await deps.gate.subjectOf(deps.control.db, wish)
  const outcome = await inOneSnapshot(deps.control, async (transaction) => {
    await deps.prompts.lockEnvironment(transaction, author, { environment, at: deps.now() })
    const will = { isOverridden: override !== null, isMeantUnprotected: unprotected !== null }
    const ground = await findGround(deps, transaction, { ...wish, ...will })
    const there =
      ground.isLive && override === null
        ? await liveDeployment(transaction, { ...wish, release: ground.release })
        : null
    if (there !== null) return { deployed: there, isNew: false }
    if (ground.decision.ground === null) {
      await recordRefusal(deps, transaction, { author, environment, ground })
      return { refused: ground.decision }
    }
    return { deployed: await letIn(deps, transaction, { author, request, ground }), isNew: true }
  })
  if (outcome.refused !== undefined) {
    const { reason, fix } = outcome.refused
    throw new AppError('conflict', reason, { where: 'release', fix })
  }
  return { deployment: await viewDeployment(deps, outcome.deployed), isNew: outcome.isNew }
}

interface Letting {
  readonly author: Author
  readonly request: DeployRequest
  readonly ground: Ground
}

function letIn(
  deps: DeploymentsDeps,
  transaction: ControlTransaction,
  { author, request, ground: { release, externals, gate, decision } }: Letting,
): Promise<DeploymentRecord> {
  const { environment, kind, note } = request
  const ground = decision.ground ?? 'override'
  const isUnprotected = ground === 'unprotected'
  const change = {
    ...{ environment, release, externals, kind, ground, note, gate, undoes: null },
    reason: isUnprotected ? (request.unprotected?.reason ?? '') : '',
    override: ground === 'override' ? request.override : null,
    unprotected: new Set(isUnprotected ? release.targets.map(({ name }) => name) : []),
  }
  return changeLive(deps, transaction, { author, change })
}

interface Refusal {
  readonly author: Author
  readonly environment: string
  readonly ground: Ground
}

async function recordRefusal(
  { audit, publish }: DeploymentsDeps,
  transaction: ControlTransaction,
  { author: { project, person }, environment, ground: { release, gate, decision } }: Refusal,
): Promise<void> {
  const facts: JsonObject = {
    ...{ environment, releaseId: release.id, gateId: gate?.id ?? null },
    targets: release.targets.map(({ name, version }) => ({ name, version })),
  }
  const message = `${releaseText(release)} was not let into ${environment}: ${decision.reason}`
  const { sequence, hash } = await audit.append(transaction, {
    ...{ project, action: 'deployment.refused', who: person },
    details: { message, ...facts },
  })
  const { reason, fix } = decision
  const data: JsonObject = { ...facts, who: person, reason, fix, auditHead: { sequence, hash } }
  await publish(transaction, { project, event: 'deployment.refused', data })
}

function assertFuture({ override }: DeployRequest, now: Date): void {
  if (override === null || Date.parse(override.expiresAt) > now.getTime()) return
  throw new AppError('bad_request', 'An override ends in the future.', {
    where: 'override.expiresAt',
    fix: 'Give the time until which the failing rows are accepted.',
  })
}
