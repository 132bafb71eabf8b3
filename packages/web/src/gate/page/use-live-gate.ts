import type { GateView } from '@pawl/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { followGate, keepConnected } from '../../api/index.ts'
import { gateQuery, isUnderWay } from '../gate-queries.ts'

/** Keeps a gate that goes on as the server has it; a lost connection is made again. */
export function useLiveGate(gate: GateView): void {
  const queries = useQueryClient()
  const { id } = gate
  const follows = isUnderWay(gate)
  useEffect(() => {
    if (!follows) return
    return keepConnected({
      connect: (signal, onHeard) =>
        followGate(id, signal, (next) => {
          onHeard()
          queries.setQueryData(gateQuery(id).queryKey, next)
        }),
      onRetry: () => queries.invalidateQueries({ queryKey: gateQuery(id).queryKey }),
    })
  }, [id, follows, queries])
  useEffect(() => {
    // What a gate decided changes what may be deployed, and lists of gates.
    if (follows) return
    void queries.invalidateQueries({ queryKey: ['releases'] })
    void queries.invalidateQueries({ queryKey: ['gates', 'list'] })
  }, [follows, queries])
}
