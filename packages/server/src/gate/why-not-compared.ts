import type { ResolvedRelease } from './resolve-release.ts'

/**
 * Why the datasets of a release from outside cannot be compared with what is deployed; null where they can. Pawl holds every version of a
 * prompt, but of an agent only what it was told: an address of its own can still be asked, unless the new version answers there
 * now. A command or a function runs the code that lies where the worker stands, which is that of the new version; only a caller who
 * names the baseline with its own target says that the old one can be run.
 */
export function whyNotCompared({
  candidate,
  baseline,
  isNamed,
}: {
  readonly candidate: ResolvedRelease
  readonly baseline: ResolvedRelease | null
  readonly isNamed: boolean
}): string | null {
  const [now, live] = [candidate.external?.target, baseline?.external?.target]
  if (now === undefined || live === undefined || baseline === null) return null
  if (candidate.release.id === baseline.release.id) return null
  const [deployed] = baseline.release.targets
  const name = `${deployed?.name}@${deployed?.version}`
  if (live.type !== 'http') {
    if (isNamed) return null
    const known = live.type === 'recorded' ? 'is known by what was recorded of it' : `runs as a ${live.type}`
    return `${name} is deployed and ${known}: name it as the baseline, with its own target`
  }
  const isSame = now.type === 'http' && requestOf(now) === requestOf(live)
  return isSame
    ? `${name} is deployed at the address where the new version answers, and cannot be asked any more`
    : null
}

/** What goes out to an address, without its name, version and patience. */
function requestOf({ url, method, headers, body }: { url: string; method: string; headers: object; body: unknown }) {
  return JSON.stringify([url, method, headers, body])
}
