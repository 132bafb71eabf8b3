import type { RowSummary } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { mergeRow, problemOf } from '../../api/index.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { showToast } from '../../ui/toast.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { RowStatusBadge } from '../marks/row-marks.tsx'

export interface MergeDialogProps {
  readonly rows: readonly RowSummary[]
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Keeps one row in place of several: it demands all that any of them demanded, the others are archived. */
export function MergeDialog({ rows, onClose, onDone }: MergeDialogProps) {
  const [kept, setKept] = useState(rows[0]?.id ?? '')
  const queries = useQueryClient()
  const merge = useMutation({
    mutationFn: async () => {
      // One after the other: each merge makes a revision of the kept row that the next one stands on.
      let revision = rows.find((row) => row.id === kept)?.revision ?? 0
      for (const row of rows.filter((one) => one.id !== kept)) {
        revision = (await mergeRow(kept, revision, { duplicateId: row.id, reason: 'Tests the same' })).revision
      }
    },
    onSuccess: () => {
      showToast(`Merged ${formatCount(rows.length)} rows into one`)
      onDone()
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['datasets'] }),
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Merge ${formatCount(rows.length)} rows`}
      description="The kept row demands all that any of them demanded; the others are archived."
    >
      <fieldset className="space-y-1">
        <legend className="mb-1.5 text-xs font-medium text-ink-2">Which one stays?</legend>
        {rows.map((row) => (
          <label
            key={row.id}
            className="flex cursor-pointer items-center gap-2 rounded-md border px-2.5 py-2 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name="kept"
              className="accent-accent"
              checked={row.id === kept}
              onChange={() => setKept(row.id)}
            />
            <span className="min-w-0 flex-1 truncate">{oneLine(row.preview, 120) || '(empty input)'}</span>
            <RowStatusBadge status={row.status} />
          </label>
        ))}
      </fieldset>
      <div className="mt-4 space-y-3">
        <DialogEnd
          problem={merge.isError ? problemOf(merge.error) : undefined}
          onClose={onClose}
          onAct={() => merge.mutate()}
          action="Merge"
          disabled={merge.isPending}
        />
      </div>
    </Dialog>
  )
}
