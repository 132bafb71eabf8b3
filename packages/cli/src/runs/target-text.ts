import type { RunView } from '@pawl/core'

/** `prompt support 7 (0f3a…)`: what ran, and which version of it. */
export function targetText({ target }: Pick<RunView, 'target'>): string {
  return [target.type, target.name, ...(target.version === null ? [] : [target.version])].join(' ')
}
