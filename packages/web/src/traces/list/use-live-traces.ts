import type { TraceSummary } from '@pawl/core'
import { useEffect, useState } from 'react'
import { type QueryValues, tailTraces } from '../../api/index.ts'

/** A day of watching must not fill the tab's memory. */
const mostKept = 1000
const flushEveryMs = 250

export interface LiveTraces {
  readonly arrived: ReadonlyMap<string, TraceSummary>
  readonly connected: boolean
}

const nothing: LiveTraces = { arrived: new Map(), connected: true }

/** Traces that arrived or changed since the page began to follow them. Bursts are shown a few times a second. */
export function useLiveTraces(filter: QueryValues, enabled: boolean): LiveTraces {
  const [live, setLive] = useState(nothing)
  useEffect(() => {
    setLive(nothing)
    if (!enabled) return
    let burst: TraceSummary[] = []
    const stop = tailTraces(filter, {
      onTrace: (trace) => {
        burst.push(trace)
      },
      onConnected: (connected) =>
        setLive((before) => (before.connected === connected ? before : { ...before, connected })),
    })
    const timer = window.setInterval(() => {
      if (burst.length === 0) return
      const news = burst
      burst = []
      setLive((before) => {
        const all = new Map(before.arrived)
        for (const trace of news) {
          all.delete(trace.traceId)
          all.set(trace.traceId, trace)
        }
        return { ...before, arrived: new Map(Array.from(all).slice(-mostKept)) }
      })
    }, flushEveryMs)
    return () => {
      stop()
      window.clearInterval(timer)
    }
  }, [filter, enabled])
  return live
}
