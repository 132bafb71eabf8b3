import { AppError, type promoteSchema, type ReleaseRequest } from '@pawl/core'
import type { z } from 'zod'
import type { CurrentTarget } from '../prompts/index.ts'
import { type Deployed, deployRelease } from './deploy-release.ts'
import type { Author, DeploymentsDeps } from './deployments-deps.ts'
import { isPrompt, isSameVersion } from './release-of.ts'

export interface PromoteRequest extends z.infer<typeof promoteSchema> {
  readonly environment: string
}

/**
 * Releases here what is current in another environment, by the rules of this one.
 *
 * @throws AppError as `deployRelease`; `conflict` where nothing differs; `not_found` for a prompt that is not live there
 */
export async function promoteRelease(
  deps: DeploymentsDeps,
  author: Author,
  { environment, from, prompts, ...rest }: PromoteRequest,
): Promise<Deployed> {
  const { db } = deps.control
  const there = await deps.prompts.currentTargets(db, author.project, from)
  const here = await deps.prompts.currentTargets(db, author.project, environment)
  const missing = prompts?.find((name) => !there.some(({ target }) => isPrompt(target) && target.name === name))
  if (missing !== undefined) throw notLive(missing, from, there)
  const differing = there.filter(({ target }) => !here.some((each) => isSameVersion(each.target, target)))
  const wanted = differing.filter(({ target }) => prompts === undefined || prompts.includes(target.name))
  return deployRelease(deps, author, {
    ...rest,
    environment,
    kind: 'promote',
    release: requestOf(wanted, { environment, from }),
  })
}

interface Way {
  readonly environment: string
  readonly from: string
}

function requestOf(differing: readonly CurrentTarget[], { environment, from }: Way): ReleaseRequest {
  const prompts = differing.filter(({ target }) => isPrompt(target))
  if (prompts.length > 0) {
    return { type: 'prompts', prompts: prompts.map(({ target: { name, version } }) => `${name}@${version}`) }
  }
  const [agent, second] = differing
  if (agent?.external == null) {
    throw new AppError('conflict', `Nothing in ${from} differs from ${environment}.`, {
      where: 'from',
      fix: `Deploy to ${from} first, or name another environment.`,
    })
  }
  if (second !== undefined) {
    throw new AppError('conflict', `Several agents in ${from} differ from ${environment}.`, {
      where: 'from',
      fix: 'Each is a release of its own: deploy them one after the other.',
    })
  }
  const { name, version } = agent.target
  return {
    type: 'external',
    name,
    version,
    ...{ target: agent.external.target, isDeterministic: agent.external.isDeterministic },
  }
}

const notLive = (name: string, from: string, there: readonly CurrentTarget[]): AppError => {
  const names = there.filter(({ target }) => isPrompt(target)).map(({ target }) => target.name)
  return new AppError('not_found', `No version of ${JSON.stringify(name)} is live in ${from}.`, {
    where: 'prompts',
    fix: names.length === 0 ? `Nothing is live in ${from}.` : `There are ${names.join(', ')}.`,
  })
}
