import type { TraceSummary } from '@pawl/core'
import { readEvents } from './event-stream.ts'
import { type QueryValues, queryString } from './query-string.ts'

export interface TailListener {
  readonly onTrace: (trace: TraceSummary) => void
  /** False while the connection is lost and being made again. */
  readonly onConnected: (connected: boolean) => void
}

const firstWaitMs = 500
const longestWaitMs = 10_000

/** Follows new and changed traces until stopped; a lost connection is made again after a growing wait. */
export function tailTraces(filter: QueryValues, listener: TailListener): () => void {
  const stop = new AbortController()
  const run = async () => {
    let waitMs = firstWaitMs
    while (!stop.signal.aborted) {
      try {
        await readEvents(`/api/traces/tail${queryString(filter)}`, stop.signal, ({ event, data }) => {
          waitMs = firstWaitMs
          listener.onConnected(true)
          if (event === 'trace') listener.onTrace(JSON.parse(data) as TraceSummary)
        })
      } catch (error) {
        if (stop.signal.aborted) return
        console.warn('The live connection was lost', error)
      }
      if (stop.signal.aborted) return
      listener.onConnected(false)
      await new Promise((resolve) => window.setTimeout(resolve, waitMs))
      waitMs = Math.min(longestWaitMs, waitMs * 2)
    }
  }
  void run()
  return () => stop.abort()
}
