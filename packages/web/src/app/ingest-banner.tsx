import { useQuery } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { statusQuery } from '../api/index.ts'
import { formatBytes } from '../ui/format/index.ts'

/** Says on every page that nothing comes in while the disk is full. */
export function IngestBanner() {
  const { data } = useQuery(statusQuery)
  if (!data?.disk.ingestPaused) return null
  const { freeBytes, minFreeBytes } = data.disk
  return (
    <div role="alert" className="flex shrink-0 items-start gap-2 bg-error-soft px-4 py-2">
      <TriangleAlert aria-hidden size={15} className="mt-0.5 shrink-0 text-error" />
      <p>
        <span className="font-semibold text-error">New traces are refused: the disk is almost full.</span>{' '}
        {freeBytes === null ? 'Little' : formatBytes(freeBytes)} of {formatBytes(minFreeBytes)} needed is free. Free
        some space, or shorten the retention in the settings; senders retry by themselves.
      </p>
    </div>
  )
}
