import type { RunProgress, RunView } from '@pawl/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { followRun, keepConnected } from '../../api/index.ts'
import { isOver } from '../marks/run-figures.ts'
import { runQuery } from '../run-queries.ts'

/** So often the rows and figures of a run that goes on are asked for again. */
const refreshMs = 3000

/** How far the run is, live while it goes on; a lost connection is made again. */
export function useRunProgress(run: RunView): RunProgress {
  const [live, setLive] = useState<RunProgress>()
  const queries = useQueryClient()
  const { id, status } = run
  const follows = !isOver(status)
  useEffect(() => {
    if (!follows) return
    let refreshedMs = performance.now()
    const onProgress = (progress: RunProgress) => {
      setLive(progress)
      const nowMs = performance.now()
      if (!isOver(progress.status) && nowMs - refreshedMs < refreshMs) return
      refreshedMs = nowMs
      void queries.invalidateQueries({ queryKey: runQuery(id).queryKey })
    }
    return keepConnected({
      connect: (signal, onHeard) =>
        followRun(id, signal, (progress) => {
          onHeard()
          onProgress(progress)
        }),
    })
  }, [id, follows, queries])
  // What was last heard of a run that has ended since is older than what was asked for.
  return follows && live ? live : run.progress
}
