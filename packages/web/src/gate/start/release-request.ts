import type { GateView, NewRelease, Release } from '@pawl/core'

/** The same release, by exact version. */
export function requestOf(release: Release): NewRelease {
  const [first] = release.targets
  if (release.type === 'external' && first !== undefined) {
    return { type: 'external', name: first.name, version: first.version }
  }
  return { type: 'prompts', prompts: release.targets.map(({ name, version }) => `${name}@${version}`) }
}

const quoted = (text: string): string => (/^[\w@./:,=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** The command that runs the same gate. */
export function gateCommand({ environment, release }: Pick<GateView, 'environment' | 'release'>): string {
  const parts = release.targets.flatMap(({ name, version, number }) =>
    release.type === 'external'
      ? ['--external', quoted(`${name}@${version}`)]
      : ['--prompt', quoted(`${name}@${number ?? version}`)],
  )
  return ['pawl', 'gate', 'run', '--env', environment, ...parts].join(' ')
}

/** The command whose process makes the trials that a gate waits for. */
export const workerCommand = (gate: Pick<GateView, 'environment' | 'release'>): string =>
  `${gateCommand(gate)} --target '<your command>'`
