import type { DatasetView } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { archiveDataset, editDataset, problemOf } from '../../api/index.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { ReasonDialog } from '../../ui/reason-dialog.tsx'
import { showToast } from '../../ui/toast.tsx'
import { type DatasetDraft, DatasetFields, nameProblem } from '../list/dataset-fields.tsx'

interface DatasetDialogProps {
  readonly dataset: DatasetView
  readonly onClose: () => void
}

export function EditDatasetDialog({ dataset, onClose }: DatasetDialogProps) {
  const [draft, setDraft] = useState<DatasetDraft>(dataset)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const wrongName = nameProblem(draft.name.trim())
  const edit = useMutation({
    mutationFn: () =>
      editDataset(dataset.name, {
        name: draft.name.trim(),
        purpose: draft.purpose,
        protects: draft.protects.trim(),
      }),
    onSuccess: async (changed) => {
      onClose()
      showToast('Saved')
      if (changed.name !== dataset.name) {
        await navigate({ to: '/datasets/$dataset', params: { dataset: changed.name }, replace: true })
      }
      await queries.invalidateQueries({ queryKey: ['datasets'] })
    },
  })
  return (
    <Dialog open onClose={onClose} title="Edit the dataset">
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (wrongName === undefined) edit.mutate()
        }}
      >
        <DatasetFields draft={draft} onChange={setDraft} nameError={wrongName} />
        <DialogEnd
          problem={edit.isError ? problemOf(edit.error) : undefined}
          onClose={onClose}
          action="Save"
          disabled={edit.isPending || wrongName !== undefined}
        />
      </form>
    </Dialog>
  )
}

export function ArchiveDatasetDialog({ dataset, onClose }: DatasetDialogProps) {
  const queries = useQueryClient()
  // The server says which prompts it protects; archiving it again is then meant.
  const [isProtecting, setProtecting] = useState(false)
  const archive = useMutation({
    mutationFn: (reason: string) => archiveDataset(dataset.name, { reason, force: isProtecting }),
    onSuccess: async () => {
      onClose()
      showToast(`Archived ${dataset.name}`)
      await queries.invalidateQueries({ queryKey: ['datasets'] })
    },
    onError: (error) => setProtecting(problemOf(error).where === 'force'),
  })
  return (
    <ReasonDialog
      title="Archive this dataset?"
      about={`It stays readable and takes no changes. Its ${dataset.rowCounts.active} active rows stop protecting releases.`}
      action={isProtecting ? 'Archive it all the same' : 'Archive'}
      busy={archive.isPending}
      problem={archive.isError ? problemOf(archive.error) : undefined}
      onConfirm={(reason) => archive.mutate(reason)}
      onClose={onClose}
    />
  )
}
