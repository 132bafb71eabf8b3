import type { Duplicate } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Copy } from 'lucide-react'
import { findDuplicates } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { useSettled } from '../../ui/use-settled.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { percent, RowStatusBadge } from '../marks/row-marks.tsx'
import type { EditedFields } from './row-draft.ts'

export interface DuplicatesNoticeProps {
  readonly dataset: string
  readonly fields: EditedFields
  /** Left out for a new row. */
  readonly rowId?: string | undefined
  /** Merges what is written into the most similar row. Left out where that cannot be done. */
  readonly onMerge?: (() => void) | undefined
}

const mostShown = 3

/** Rows that test the same or nearly, looked for while one types. */
export function DuplicatesNotice({ dataset, fields, rowId, onMerge }: DuplicatesNoticeProps) {
  const { input, context } = useSettled({ input: fields.input, context: fields.context }, 400)
  const isEmpty = input.messages.length === 0 && Object.keys(input.variables).length === 0
  const found = useQuery({
    queryKey: ['datasets', 'duplicates', dataset, rowId, JSON.stringify({ input, context })],
    queryFn: ({ signal }) =>
      findDuplicates(
        dataset,
        { row: { input, context }, ...(rowId === undefined ? {} : { exceptRowId: rowId }) },
        signal,
      ),
    enabled: dataset !== '' && !isEmpty,
    // Whoever cannot be told of duplicates can still save: the server looks again.
    retry: false,
  })
  const duplicates = (found.data?.duplicates ?? []).filter((one) => one.rowId !== null)
  if (duplicates.length === 0) return null
  return (
    <section aria-label="Duplicates" className="border-b bg-warn-soft px-4 py-2.5">
      <h2 className="flex items-center gap-1.5 text-xs font-semibold">
        <Copy aria-hidden size={13} className="text-warn" />
        {duplicates.some((one) => one.isExact) ? 'This is tested already' : 'Something very like it is tested already'}
      </h2>
      <ul className="mt-1 space-y-1">
        {duplicates.slice(0, mostShown).map((duplicate, index) => (
          <li key={duplicate.rowId} className="flex items-center gap-2 text-xs">
            <DuplicateLine duplicate={duplicate} onMerge={index === 0 ? onMerge : undefined} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function DuplicateLine({
  duplicate,
  onMerge,
}: {
  readonly duplicate: Duplicate
  readonly onMerge: DuplicatesNoticeProps['onMerge']
}) {
  const rowId = duplicate.rowId ?? ''
  return (
    <>
      <span className="w-14 shrink-0 text-right text-ink-2">
        {duplicate.isExact ? 'the same' : percent(duplicate.similarity)}
      </span>
      <Link
        to="/rows/$rowId"
        params={{ rowId }}
        target="_blank"
        className="min-w-0 flex-1 truncate font-medium text-accent hover:underline"
      >
        {oneLine(duplicate.preview, 120) || rowId}
      </Link>
      <RowStatusBadge status={duplicate.status} />
      {onMerge && duplicate.status !== 'archived' ? (
        <Button className="h-6!" onClick={onMerge}>
          Merge into it
        </Button>
      ) : null}
    </>
  )
}
