import type { Release, ReleaseTarget } from './release.ts'

/** `support@4` or `agent@1.2.3`, as commands take it; a content address without a number is known by its start. */
export const targetText = ({ name, number, version }: Pick<ReleaseTarget, 'name' | 'number' | 'version'>): string =>
  `${name}@${number ?? (/^[0-9a-f]{40,}$/.test(version) ? version.slice(0, 12) : version)}`

/** All its targets. */
export const releaseText = ({ targets }: Pick<Release, 'targets'>): string => targets.map(targetText).join(', ')
