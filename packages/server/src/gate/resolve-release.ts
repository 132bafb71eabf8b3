import {
  AppError,
  type PromptVersion,
  type Release,
  type ReleaseRequest,
  type ReleaseTarget,
  releaseIdText,
} from '@pawl/core'
import { sha256 } from '../platform/hash/index.ts'
import type { CurrentTarget } from '../prompts/index.ts'
import type { GateContext } from './gate-context.ts'
import type { ExternalSpec, GateDb } from './gate-deps.ts'
import { selectExternalSpec } from './store/gates.ts'

export interface ResolvedRelease {
  readonly release: Release
  /** How it is run, of a release from outside. */
  readonly external: ExternalSpec | null
}

export interface ReleaseWish {
  readonly project: string
  readonly release: ReleaseRequest
  /** What is current where it is to go. */
  readonly current: readonly CurrentTarget[]
}

/**
 * What is to be shipped, by exact version.
 *
 * @throws AppError `not_found` for a prompt or version; `bad_request` for a prompt that stands twice, or for an agent of which nobody
 * said how it is run
 */
export async function resolveRelease(context: GateContext, db: GateDb, wish: ReleaseWish): Promise<ResolvedRelease> {
  const { project, release } = wish
  if (release.type === 'external') return resolveExternal(db, wish, release)
  const versions: PromptVersion[] = []
  for (const reference of release.prompts) versions.push(await context.prompts.versionWithin(db, project, reference))
  const names = new Set(versions.map(({ promptName }) => promptName))
  if (names.size < versions.length) {
    throw new AppError('bad_request', 'A prompt stands in this release twice.', {
      where: 'release.prompts',
      fix: 'Name one version of each prompt.',
    })
  }
  return { release: releaseOf('prompts', versions.map(targetOfVersion)), external: null }
}

const targetOfVersion = ({ promptName, id, number }: PromptVersion): ReleaseTarget => ({
  ...{ type: 'prompt', name: promptName, version: id, number },
})

export function releaseOf(type: Release['type'], targets: readonly ReleaseTarget[]): Release {
  const sorted = [...targets].sort((a, b) => (a.name < b.name ? -1 : 1))
  return { type, id: sha256(releaseIdText(sorted)), targets: sorted }
}

type ExternalRequest = Extract<ReleaseRequest, { type: 'external' }>

async function resolveExternal(
  db: GateDb,
  { project, current }: ReleaseWish,
  { name, version, target, isDeterministic }: ExternalRequest,
): Promise<ResolvedRelease> {
  const external =
    target !== null
      ? { target, isDeterministic }
      : // As it was tested, else as its predecessor is run.
        ((await selectExternalSpec(db, { project, name, version })) ??
        current.find((part) => part.target.name === name)?.external)
  if (external == null) {
    throw new AppError('bad_request', `Nobody has said yet how ${name} is run.`, {
      where: 'release.target',
      fix: 'Give its target once: an address (http), a command or a function. Later versions are run in the same way.',
    })
  }
  const { type } = external.target
  return { release: releaseOf('external', [{ type, name, version, number: null }]), external }
}
