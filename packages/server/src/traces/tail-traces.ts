import type { TraceFilter, TraceSummary } from '@pawl/core'
import { listTraces } from './list-traces.ts'
import type { ReadDeps } from './read-deps.ts'

const POLL_MS = 1000
/** A trace that began longer ago than this is not news, even when a span of it arrives now. */
const LOOK_BACK_MS = 15 * 60_000
const PAGE = 100

/**
 * Traces of the filter as they arrive, each again when it changes, until the signal aborts. `null` every second in which
 * nothing came, so that the caller can keep its line alive.
 */
export async function* tailTraces(
  deps: ReadDeps,
  project: string,
  query: { readonly filter: TraceFilter; readonly signal: AbortSignal },
): AsyncIterable<TraceSummary | null> {
  const { filter, signal } = query
  const known = new Map<string, string>()
  let isFirst = true
  while (!signal.aborted) {
    const from = new Date(deps.now().getTime() - LOOK_BACK_MS).toISOString()
    const page = await listTraces(deps, project, { ...filter, from, sort: '-start', limit: PAGE })
    const news = page.traces.filter((trace) => known.get(trace.traceId) !== fingerprint(trace))
    known.clear()
    for (const trace of page.traces) known.set(trace.traceId, fingerprint(trace))
    // What was there before is the list's to show.
    if (!isFirst) for (const trace of news.toReversed()) yield trace
    if (isFirst || news.length === 0) yield null
    isFirst = false
    await pause(signal)
  }
}

const fingerprint = (trace: TraceSummary): string =>
  [trace.spanCount, trace.errorCount, trace.durationMs, trace.startTime, trace.costUsd, trace.scores.length].join(' ')

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end)
      resolve()
    }, POLL_MS)
    signal.addEventListener('abort', end, { once: true })
  })
}
