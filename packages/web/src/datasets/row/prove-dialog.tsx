import type { ProofAttempt, ProveRow, RowView } from '@pawl/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf, proveRow } from '../../api/index.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { thresholdSentence } from '../marks/row-marks.tsx'
import { type ProofTargetDraft, readTarget } from './proof-target.ts'
import { TargetFields } from './target-fields.tsx'

export interface ProveDialogProps {
  readonly row: RowView
  readonly onClose: () => void
  readonly onStarted: (attempt: ProofAttempt) => void
}

/** Chooses the version that failed and the one with the fix, and runs both. */
export function ProveDialog({ row, onClose, onStarted }: ProveDialogProps) {
  const hasSource = row.source.traceId !== undefined
  const [before, setBefore] = useState<ProofTargetDraft>({ kind: hasSource ? 'recorded' : 'prompt', text: '' })
  const [after, setAfter] = useState<ProofTargetDraft>({ kind: 'prompt', text: '' })
  const [maxTrials, setMaxTrials] = useState('20')
  const [cap, setCap] = useState('1')
  const [wasSent, setWasSent] = useState(false)
  const sides = { before: readTarget(before), after: readTarget(after) }
  const proving = useMutation({
    mutationFn: (request: ProveRow) => proveRow(row.id, request),
    onSuccess: (attempt) => {
      onStarted(attempt)
      onClose()
    },
  })
  const submit = () => {
    setWasSent(true)
    const { before: failed, after: fixed } = sides
    if (failed.target === undefined || fixed.target === undefined) return
    proving.mutate({
      before: failed.target,
      after: fixed.target,
      maxTrials: Math.round(Number(maxTrials)) || 20,
      spendingCapUsd: cap.trim() === '' ? null : Number(cap),
    })
  }
  return (
    <Dialog open onClose={onClose} title="Prove the row" description={`${thresholdSentence(row)}.`}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <TargetFields
          legend="The version that failed"
          draft={before}
          onChange={setBefore}
          problem={wasSent ? sides.before.problem : undefined}
        />
        <TargetFields
          legend="The version with the fix"
          draft={after}
          onChange={setAfter}
          problem={wasSent ? sides.after.problem : undefined}
        />
        <div className="grid grid-cols-2 gap-3">
          <Field label="Trials of each, at most" hint="It stops as soon as it is decided">
            {(control) => (
              <Input
                {...control}
                type="number"
                min={1}
                max={1000}
                value={maxTrials}
                onChange={(event) => setMaxTrials(event.target.value)}
              />
            )}
          </Field>
          <Field label="Spend at most, in $" hint="Of both; empty: no limit">
            {(control) => (
              <Input
                {...control}
                type="number"
                min={0}
                step="any"
                value={cap}
                onChange={(event) => setCap(event.target.value)}
              />
            )}
          </Field>
        </div>
        <DialogEnd
          problem={proving.isError ? problemOf(proving.error) : undefined}
          onClose={onClose}
          action="Run both"
          disabled={proving.isPending}
        />
      </form>
    </Dialog>
  )
}
