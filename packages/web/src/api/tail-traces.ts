import type { TraceSummary } from '@pawl/core'
import { readEvents } from './event-stream.ts'
import { keepConnected } from './keep-connected.ts'
import { type QueryValues, queryString } from './query-string.ts'

export interface TailListener {
  readonly onTrace: (trace: TraceSummary) => void
  /** False while the connection is lost and being made again. */
  readonly onConnected: (connected: boolean) => void
}

/** Follows new and changed traces until stopped; a lost connection is made again after a growing wait. */
export function tailTraces(filter: QueryValues, listener: TailListener): () => void {
  return keepConnected({
    connect: (signal, onHeard) =>
      readEvents(`/api/traces/tail${queryString(filter)}`, signal, ({ event, data }) => {
        onHeard()
        listener.onConnected(true)
        if (event === 'trace') listener.onTrace(JSON.parse(data) as TraceSummary)
      }),
    onLost: () => listener.onConnected(false),
    longestWaitMs: 10_000,
  })
}
