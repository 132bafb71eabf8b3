import type { TraceSummary } from '@pawl/core'

/**
 * Listed traces with those that arrived since. A listed trace that changed is replaced in its place; new ones come
 * first, the newest on top.
 */
export function mergeLive(
  listed: readonly TraceSummary[],
  arrived: ReadonlyMap<string, TraceSummary>,
): readonly TraceSummary[] {
  if (arrived.size === 0) return listed
  const known = new Set(listed.map((trace) => trace.traceId))
  const fresh = Array.from(arrived.values())
    .filter((trace) => !known.has(trace.traceId))
    // ISO times of one form sort as text, nanoseconds included.
    .sort((a, b) => (a.startTime < b.startTime ? 1 : a.startTime > b.startTime ? -1 : 0))
  return [...fresh, ...listed.map((trace) => arrived.get(trace.traceId) ?? trace)]
}
