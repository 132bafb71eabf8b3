import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useCallback, useState } from 'react'
import { statusQuery } from '../../api/index.ts'
import { FirstTrace } from './first-trace.tsx'

export interface UntilFirstTraceProps {
  readonly children: ReactNode
  /** Goes elsewhere once the first trace was celebrated. */
  readonly onDone?: () => void
}

/** Before the first trace came, how to send it, in place of a page about traces. */
export function UntilFirstTrace({ children, onDone }: UntilFirstTraceProps) {
  const status = useQuery(statusQuery)
  // By its name: another project that has traces had its first long ago.
  const [emptyProject, setEmptyProject] = useState<string>()
  const queries = useQueryClient()
  const showPage = useCallback(() => {
    // What was listed while there was nothing must not be shown from memory.
    void queries.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== statusQuery.queryKey[0] })
    setEmptyProject(undefined)
    onDone?.()
  }, [queries, onDone])
  if (status.data && (!status.data.hasTraces || emptyProject === status.data.project)) {
    if (emptyProject !== status.data.project) setEmptyProject(status.data.project)
    return <FirstTrace status={status.data} onDone={showPage} />
  }
  return children
}
