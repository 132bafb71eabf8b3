import { dayMs, hourMs, learnedDays, type Observation, type ObservationsRequest, type ValueSummary } from '@pawl/core'
import type { WatchReader } from './watch-context.ts'

/**
 * Reads hours once for all that is asked within a range and what is learned from before it; what a latency is compared with is then that of
 * the beginning. For going over a long time in one request.
 */
export function readOnce(reader: WatchReader, range: { readonly fromMs: number; readonly toMs: number }): WatchReader {
  const fromMs = range.fromMs - learnedDays * dayMs
  const read = new Map<string, Promise<readonly Observation[]>>()
  const summaries = new Map<number, ValueSummary>()
  return {
    readMetricInterval: (project, of) => reader.readMetricInterval(project, of),
    async readValueSummary(project, of) {
      const known = summaries.get(of.metric.quantile) ?? (await reader.readValueSummary(project, of))
      // Nothing yet: it may be there the next time.
      if (known.count > 0) summaries.set(of.metric.quantile, known)
      return known
    },
    async readObservations(project, request) {
      if (request.binMs !== hourMs) return await reader.readObservations(project, request)
      const { slices, ...all } = request
      const key = JSON.stringify([request.sliceBy, request.scale])
      const known = read.get(key) ?? reader.readObservations(project, { ...all, fromMs, toMs: range.toMs })
      read.set(key, known)
      return (await known).filter((each) => isMeant(each, request, slices))
    },
  }
}

const isMeant = (
  { atMs, slice }: Observation,
  { fromMs, toMs, sliceBy }: ObservationsRequest,
  slices: readonly string[] | undefined,
): boolean => atMs >= fromMs && atMs < toMs && (sliceBy === null || slices === undefined || slices.includes(slice))
