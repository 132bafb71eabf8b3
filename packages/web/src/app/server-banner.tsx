import { useQuery, useQueryClient } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { problemOf, statusQuery } from '../api/index.ts'
import { formatBytes } from '../ui/format/index.ts'

/** Says on every page that the server is away, or that nothing comes in while its disk is full. */
export function ServerBanner() {
  const { data, error } = useQuery(statusQuery)
  const isAway = error !== null && problemOf(error).code === 'server_unreachable'
  useAskAgain(isAway)
  if (isAway) {
    return (
      <Banner title="Pawl does not answer.">
        The server is stopped, or the network is down. What you see is from before; it is asked again every two seconds.
      </Banner>
    )
  }
  if (!data?.disk.ingestPaused) return null
  const { freeBytes, minFreeBytes } = data.disk
  return (
    <Banner title="New traces are refused: the disk is almost full.">
      {freeBytes === null ? 'Little' : formatBytes(freeBytes)} of {formatBytes(minFreeBytes)} needed is free. Free some
      space, or shorten the retention in the settings; senders retry by themselves.
    </Banner>
  )
}

/** When the server is back, what failed meanwhile is fetched without a press of "Try again". */
function useAskAgain(isAway: boolean): void {
  const queries = useQueryClient()
  const wasAway = useRef(false)
  useEffect(() => {
    if (wasAway.current && !isAway) {
      void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' })
    }
    wasAway.current = isAway
  }, [isAway, queries])
}

const Banner = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div role="alert" className="flex shrink-0 items-start gap-2 bg-error-soft px-4 py-2">
    <TriangleAlert aria-hidden size={15} className="mt-0.5 shrink-0 text-error" />
    <p>
      <span className="font-semibold text-error">{title}</span> {children}
    </p>
  </div>
)
