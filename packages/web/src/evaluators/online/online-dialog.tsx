import type { OnlineEvaluation, OnlineEvaluationView } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf, putOnlineEvaluation } from '../../api/index.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { newOnlineDraft, onlineDraftOf, readOnlineDraft } from './online-draft.ts'
import { OnlineFields } from './online-fields.tsx'
import { onlineQuery } from './online-queries.ts'

export interface OnlineDialogProps {
  readonly name: string
  /** Null for a new one. */
  readonly online: OnlineEvaluationView | null
  readonly onClose: () => void
}

/** Lets an evaluator judge live traces, or changes how it does. */
export function OnlineDialog({ name, online, onClose }: OnlineDialogProps) {
  const [draft, setDraft] = useState(() => (online === null ? newOnlineDraft : onlineDraftOf(online.definition)))
  const { definition, issues } = readOnlineDraft(name, draft)
  const queries = useQueryClient()
  const saving = useMutation({
    mutationFn: (wanted: OnlineEvaluation) => putOnlineEvaluation(name, wanted),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: onlineQuery.queryKey })
      onClose()
    },
  })
  const problem = saving.isError ? problemOf(saving.error) : undefined
  return (
    <Dialog open onClose={onClose} title={`Judge live traces with ${name}`}>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (definition) saving.mutate(definition)
        }}
      >
        <OnlineFields draft={draft} issues={issues} onChange={setDraft} />
        {issues.other ? <p className="break-words text-error">{issues.other}</p> : null}
        <DialogEnd
          problem={problem}
          onClose={onClose}
          action="Save"
          disabled={definition === undefined || saving.isPending}
        />
      </form>
    </Dialog>
  )
}
