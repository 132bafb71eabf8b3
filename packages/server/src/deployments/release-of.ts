import { type Release, type ReleaseTarget, releaseIdText } from '@pawl/core'
import { sha256 } from '../platform/hash/index.ts'
import type { CurrentTarget } from '../prompts/index.ts'

/** Null without targets. */
export function releaseOf(targets: readonly ReleaseTarget[]): Release | null {
  const [first] = targets
  if (first === undefined) return null
  const sorted = [...targets].sort((a, b) => (a.name < b.name ? -1 : 1))
  const id = sha256(releaseIdText(sorted))
  return { type: isPrompt(first) ? 'prompts' : 'external', id, targets: sorted }
}

/** How an agent is run, beside its name and version. */
export interface NamedExternal {
  readonly name: string
  readonly version: string
  readonly external: NonNullable<CurrentTarget['external']>
}

export const isPrompt = ({ type }: Pick<ReleaseTarget, 'type'>): boolean => type === 'prompt'

export const isSameTarget = (a: ReleaseTarget, b: ReleaseTarget): boolean =>
  isPrompt(a) === isPrompt(b) && a.name === b.name

export const isSameVersion = (a: ReleaseTarget, b: ReleaseTarget): boolean =>
  isSameTarget(a, b) && a.version === b.version

/** What of the same targets is live. */
export const liveOf = (live: readonly CurrentTarget[], release: Release): readonly CurrentTarget[] =>
  live.filter(({ target }) => release.targets.some((each) => isSameTarget(each, target)))

export const externalsOf = (live: readonly CurrentTarget[]): NamedExternal[] =>
  live.flatMap(({ target: { name, version }, external }) => (external === null ? [] : [{ name, version, external }]))
