import type { PolicyVersion, PolicyWeakening } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ShieldMinus } from 'lucide-react'
import { useState } from 'react'
import { changePolicy, problemOf } from '../../api/index.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { showToast } from '../../ui/toast.tsx'
import { draftOfPolicy, readPolicyDraft, weakeningsOf } from './policy-draft.ts'
import { PolicyFields } from './policy-fields.tsx'

export interface PolicyFormProps {
  readonly environment: string
  readonly version: PolicyVersion
  readonly onClose: () => void
}

/** Changes the policy; what protects less is named, and asks for a reason. */
export function PolicyForm({ environment, version, onClose }: PolicyFormProps) {
  const [draft, setDraft] = useState(() => draftOfPolicy(version.policy))
  const [reason, setReason] = useState('')
  const read = readPolicyDraft(draft, environment)
  const weakenings = weakeningsOf(version.policy, read)
  const queries = useQueryClient()
  const saving = useMutation({
    mutationFn: (policy: PolicyVersion['policy']) =>
      changePolicy(environment, { policy, reason: reason.trim(), basedOn: version.number }),
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['policies', environment] }),
        queries.invalidateQueries({ queryKey: ['releases'] }),
        queries.invalidateQueries({ queryKey: ['gates'] }),
      ])
      showToast('Policy saved; verdicts that were reached under the old one are stale')
      onClose()
    },
  })
  const problem = saving.isError ? problemOf(saving.error) : undefined
  const needsReason = weakenings.length > 0 && reason.trim() === ''
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Policy of ${environment}`}
      description="What a release must show before it may go there."
    >
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (read.policy !== undefined && !needsReason) saving.mutate(read.policy)
        }}
      >
        <PolicyFields draft={draft} onChange={setDraft} read={read} />
        <Weakened weakenings={weakenings} reason={reason} onReason={setReason} />
        <DialogEnd
          problem={problem}
          onClose={onClose}
          action="Save the policy"
          disabled={read.policy === undefined || needsReason || saving.isPending}
        />
      </form>
    </Dialog>
  )
}

interface WeakenedProps {
  readonly weakenings: readonly PolicyWeakening[]
  readonly reason: string
  readonly onReason: (reason: string) => void
}

const Weakened = ({ weakenings, reason, onReason }: WeakenedProps) => (
  <div className={weakenings.length > 0 ? 'rounded-lg border border-warn-fill/50 bg-warn-soft p-3' : ''}>
    {weakenings.length === 0 ? null : (
      <>
        <p className="flex items-center gap-1.5 font-semibold text-warn">
          <ShieldMinus aria-hidden size={15} />
          This protects less
        </p>
        <ul className="mt-1 mb-2 list-disc space-y-0.5 pl-5">
          {weakenings.map(({ field, message }) => (
            <li key={field}>{message}</li>
          ))}
        </ul>
      </>
    )}
    <Field
      label={weakenings.length === 0 ? 'Reason (not needed: nothing protects less)' : 'Reason'}
      hint="Kept in the audit log, and shown at the head of the next gate."
    >
      {(control) => (
        <TextArea {...control} rows={2} value={reason} onChange={(event) => onReason(event.target.value)} />
      )}
    </Field>
  </div>
)
