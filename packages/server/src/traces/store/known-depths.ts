import type { TelemetryStore } from '../../platform/telemetry/index.ts'
import type { CandidateScope } from './candidates.ts'

/** Of so many lists it is known, of those asked for last. */
const mostLists = 1000
/** More may have come in since then than a list of unknown depth begins with. */
const longestMs = 10 * 60_000

interface Depth {
  readonly startNs: bigint
  readonly learnedMs: number
}

const knownOf = new WeakMap<TelemetryStore, Map<string, Depth>>()

/** A list's first page of so many traces. */
interface FirstPage {
  readonly scope: CandidateScope
  readonly wanted: number
  readonly nowMs: number
}

/**
 * Where the last trace of the page started when it was read last; undefined where that is not known. Since then traces
 * have been added before it, mostly, so a window from there on holds the page and little else. It may not: it is only
 * where to look first.
 */
export function knownDepthNs(telemetry: TelemetryStore, page: FirstPage): bigint | undefined {
  const depth = knownOf.get(telemetry)?.get(keyOf(page))
  return depth !== undefined && page.nowMs - depth.learnedMs < longestMs ? depth.startNs : undefined
}

export function learnDepth(telemetry: TelemetryStore, page: FirstPage, startNs: bigint): void {
  const known = knownOf.get(telemetry) ?? new Map<string, Depth>()
  knownOf.set(telemetry, known)
  const key = keyOf(page)
  known.delete(key)
  known.set(key, { startNs, learnedMs: page.nowMs })
  const [oldest] = known.keys()
  if (known.size > mostLists && oldest !== undefined) known.delete(oldest)
}

/** A range that begins at a time of day is another one with each second. */
function keyOf({ scope: { project, filter, extra }, wanted }: FirstPage): string {
  const { from: _from, to: _to, ...conditions } = filter
  return JSON.stringify([project, conditions, extra.text, wanted])
}
