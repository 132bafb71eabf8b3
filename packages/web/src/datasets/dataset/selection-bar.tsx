import { decideRowStatus, type RowStatus } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Archive, CircleCheck, Merge, PencilLine, X } from 'lucide-react'
import { useState } from 'react'
import { changeStatuses, problemOf } from '../../api/index.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { ReasonDialog } from '../../ui/reason-dialog.tsx'
import { showToast } from '../../ui/toast.tsx'
import { statusWords } from '../marks/words.ts'
import { MergeDialog } from './merge-dialog.tsx'
import type { ChosenRows } from './use-chosen-rows.ts'

export interface SelectionBarProps {
  readonly dataset: string
  readonly chosen: ChosenRows
}

const rowsText = (count: number): string => (count === 1 ? '1 row' : `${formatCount(count)} rows`)

/** What can be done with the chosen rows. */
export function SelectionBar({ dataset, chosen }: SelectionBarProps) {
  const [asks, setAsks] = useState<RowStatus | 'merge'>()
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: ({ status, reason }: { readonly status: RowStatus; readonly reason: string }) =>
      changeStatuses(dataset, { rowIds: chosen.rows.map((row) => row.id), status, reason }),
    onSuccess: async (_answer, { status }) => {
      showToast(`${rowsText(chosen.rows.length)}: now ${statusWords[status].label.toLowerCase()}`)
      setAsks(undefined)
      chosen.clear()
      await queries.invalidateQueries({ queryKey: ['datasets'] })
    },
  })
  // What protects stops protecting: the server wants to know why.
  const weakens = chosen.rows.some((row) => row.status === 'active')
  const move = (status: RowStatus) => {
    change.reset()
    if (status !== 'active' && weakens) setAsks(status)
    else change.mutate({ status, reason: '' })
  }
  if (chosen.rows.length === 0) return null
  const refusals = chosen.rows.map((row) => decideRowStatus(row, 'active')).filter((decision) => !decision.allowed)
  return (
    <section
      aria-label="Chosen rows"
      className="animate-appear absolute inset-x-3 bottom-3 z-30 mx-auto flex w-fit max-w-[calc(100%-1.5rem)] flex-wrap items-center gap-1.5 rounded-lg border border-line-strong bg-raised p-1.5 shadow-pop max-sm:[&_button>svg:not(:only-child)]:hidden"
    >
      <span className="px-1.5 text-xs font-medium">{rowsText(chosen.rows.length)}</span>
      <Button icon={CircleCheck} disabled={change.isPending} onClick={() => move('active')}>
        Activate
      </Button>
      <Button icon={PencilLine} disabled={change.isPending} onClick={() => move('draft')}>
        Make draft
      </Button>
      <Button icon={Archive} disabled={change.isPending} onClick={() => move('archived')}>
        Archive
      </Button>
      {chosen.rows.length > 1 ? (
        <Button icon={Merge} disabled={change.isPending} onClick={() => setAsks('merge')}>
          Merge…
        </Button>
      ) : null}
      <IconButton icon={X} label="Choose none" onClick={chosen.clear} />
      {change.isError && asks === undefined ? (
        <p role="alert" className="basis-full px-1.5 pb-1 text-xs text-error">
          {problemOf(change.error).detail} {problemOf(change.error).fix}
          {refusals.length > 0
            ? ` (${rowsText(refusals.length)} of ${chosen.rows.length} cannot be activated yet)`
            : ''}
        </p>
      ) : null}
      {asks === 'merge' ? (
        <MergeDialog rows={chosen.rows} onClose={() => setAsks(undefined)} onDone={chosen.clear} />
      ) : null}
      {asks === 'draft' || asks === 'archived' ? (
        <ReasonDialog
          title={
            asks === 'archived'
              ? `Archive ${rowsText(chosen.rows.length)}?`
              : `Make ${rowsText(chosen.rows.length)} drafts?`
          }
          about="Active rows among them stop protecting releases. Say why, for whoever asks later."
          action={asks === 'archived' ? 'Archive' : 'Make draft'}
          busy={change.isPending}
          problem={change.isError ? problemOf(change.error) : undefined}
          onConfirm={(reason) => change.mutate({ status: asks, reason })}
          onClose={() => setAsks(undefined)}
        />
      ) : null}
    </section>
  )
}
