import { AppError, pickRollBack, type Release } from '@pawl/core'
import { changeLive } from './change-live.ts'
import type { Deployed } from './deploy-release.ts'
import {
  type DeploymentRecord,
  selectDeploymentLines,
  selectDeployments,
  selectDeploymentsById,
  selectHistory,
} from './deployments.store.ts'
import type { Author, DeploymentsDb, DeploymentsDeps } from './deployments-deps.ts'
import { inOneSnapshot } from './in-one-snapshot.ts'
import { isPrompt, isSameVersion, type NamedExternal } from './release-of.ts'
import { viewDeployment } from './view-deployment.ts'

export interface RollBackRequest {
  readonly environment: string
  readonly reason: string
  /** To what this deployment made current; left out: to what stood there before the newest that was not taken back. */
  readonly to?: string
}

/**
 * Makes current again what was before: no verdict is asked for. What the deployment that is taken back brought for the first time
 * stays, since nothing stood there before it.
 *
 * @throws AppError `not_found` for a deployment into this environment; `conflict` where there is nothing to go back to
 */
export async function rollBack(
  deps: DeploymentsDeps,
  author: Author,
  { environment, reason, to }: RollBackRequest,
): Promise<Deployed> {
  const { project } = author
  const record = await inOneSnapshot(deps.control, async (transaction) => {
    await deps.prompts.lockEnvironment(transaction, author, { environment, at: deps.now() })
    const place = { project, environment }
    const { release, externals, undoes } =
      to === undefined ? await beforeNewest(transaction, place) : await madeCurrentBy(transaction, { ...place, id: to })
    const live = await deps.prompts.currentTargets(transaction, project, environment)
    if (release.targets.every((target) => live.some((each) => isSameVersion(each.target, target)))) {
      throw new AppError('conflict', `That is what is live in ${environment}.`, {
        where: 'to',
        fix: 'Name an earlier one: look at `pawl deployments list`.',
      })
    }
    const unprotected = await letInUnprotected(transaction, { ...place, release })
    const change = {
      ...{ environment, release, externals, undoes, reason, unprotected, note: '', gate: null, override: null },
      ...{ kind: 'roll_back' as const, ground: 'returned' as const },
    }
    return changeLive(deps, transaction, { author, change })
  })
  return { deployment: await viewDeployment(deps, record), isNew: true }
}

interface Place {
  readonly project: string
  readonly environment: string
}

interface Return {
  readonly release: Release
  readonly externals: readonly NamedExternal[]
  readonly undoes: string | null
}

async function beforeNewest(db: DeploymentsDb, place: Place): Promise<Return> {
  const line = pickRollBack(await selectDeploymentLines(db, place))
  const [newest] = line === null ? [] : await selectDeployments(db, { ...place, id: line.id, limit: 1 })
  if (newest?.previous != null) {
    return { release: newest.previous, externals: newest.previousExternals, undoes: newest.id }
  }
  throw new AppError('conflict', `Nothing stood in ${place.environment} before what is live there.`, {
    where: 'environment',
    fix: 'Deploy another version instead.',
  })
}

async function madeCurrentBy(db: DeploymentsDb, { id, ...place }: Place & { readonly id: string }): Promise<Return> {
  const [found] = await selectDeployments(db, { ...place, id, limit: 1 })
  if (found !== undefined) return { release: found.release, externals: found.externals, undoes: null }
  throw new AppError('not_found', `There was no deployment ${JSON.stringify(id)} into ${place.environment}.`, {
    where: 'to',
    fix: `Look at \`pawl deployments list --env ${place.environment}\`.`,
  })
}

/** The names of what no active row protected when it was let in; it is shown as such wherever it is live. */
async function letInUnprotected(
  db: DeploymentsDb,
  { project, environment, release }: Place & { readonly release: Release },
): Promise<ReadonlySet<string>> {
  const names = release.targets.map(({ name }) => name)
  const history = await selectHistory(db, { project, environment, names })
  const origins = await selectDeploymentsById(
    db,
    project,
    history.flatMap(({ originId }) => originId ?? []),
  )
  const isUnprotected = (record: DeploymentRecord | undefined) => record?.ground === 'unprotected'
  const found = release.targets.filter((target) =>
    history.some(
      (made) =>
        made.isPrompt === isPrompt(target) &&
        made.name === target.name &&
        made.version === target.version &&
        isUnprotected(origins.get(made.originId ?? '')),
    ),
  )
  return new Set(found.map(({ name }) => name))
}
