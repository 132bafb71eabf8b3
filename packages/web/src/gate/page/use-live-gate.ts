import type { GateView } from '@pawl/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { followGate } from '../../api/index.ts'
import { gateQuery, isUnderWay } from '../gate-queries.ts'

const longestWaitMs = 8000

/** Keeps a gate that goes on as the server has it; a lost connection is made again. */
export function useLiveGate(gate: GateView): void {
  const queries = useQueryClient()
  const { id } = gate
  const follows = isUnderWay(gate)
  useEffect(() => {
    if (!follows) return
    const stop = new AbortController()
    const follow = async () => {
      let waitMs = 500
      while (!stop.signal.aborted) {
        try {
          await followGate(id, stop.signal, (next) => {
            waitMs = 500
            queries.setQueryData(gateQuery(id).queryKey, next)
          })
        } catch (error) {
          if (stop.signal.aborted) return
          console.warn('The live connection was lost', error)
        }
        if (stop.signal.aborted) return
        await new Promise((resolve) => window.setTimeout(resolve, waitMs))
        waitMs = Math.min(longestWaitMs, waitMs * 2)
        await queries.invalidateQueries({ queryKey: gateQuery(id).queryKey })
      }
    }
    void follow()
    return () => stop.abort()
  }, [id, follows, queries])
  useEffect(() => {
    // What a gate decided changes what may be deployed, and lists of gates.
    if (follows) return
    void queries.invalidateQueries({ queryKey: ['releases'] })
    void queries.invalidateQueries({ queryKey: ['gates', 'list'] })
  }, [follows, queries])
}
