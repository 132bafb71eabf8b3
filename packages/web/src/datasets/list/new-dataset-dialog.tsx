import type { DatasetView } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { createDataset, problemOf } from '../../api/index.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { showToast } from '../../ui/toast.tsx'
import { type DatasetDraft, DatasetFields, nameProblem } from './dataset-fields.tsx'

export interface NewDatasetDialogProps {
  readonly onClose: () => void
  /** Left out: the page of the new dataset opens. */
  readonly onMade?: (dataset: DatasetView) => void
}

export function NewDatasetDialog({ onClose, onMade }: NewDatasetDialogProps) {
  const [draft, setDraft] = useState<DatasetDraft>({ name: '', purpose: 'regression', protects: '' })
  const [wasSent, setWasSent] = useState(false)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const wrongName = nameProblem(draft.name.trim())
  const making = useMutation({
    mutationFn: () => createDataset({ ...draft, name: draft.name.trim(), protects: draft.protects.trim() }),
    onSuccess: async (dataset) => {
      await queries.invalidateQueries({ queryKey: ['datasets'] })
      onClose()
      if (onMade) return onMade(dataset)
      showToast(`Made ${dataset.name}`)
      await navigate({ to: '/datasets/$dataset', params: { dataset: dataset.name } })
    },
  })
  return (
    <Dialog open onClose={onClose} title="New dataset">
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          // The dialog may stand in the form of a row: React passes events on through portals.
          event.stopPropagation()
          setWasSent(true)
          if (wrongName === undefined) making.mutate()
        }}
      >
        <DatasetFields draft={draft} onChange={setDraft} nameError={wasSent ? wrongName : undefined} />
        <DialogEnd
          problem={making.isError ? problemOf(making.error) : undefined}
          onClose={onClose}
          action="Make dataset"
          disabled={making.isPending}
        />
      </form>
    </Dialog>
  )
}
