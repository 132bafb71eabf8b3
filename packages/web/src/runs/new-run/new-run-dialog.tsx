import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { createRun, problemOf } from '../../api/index.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { formatCount } from '../../ui/format/index.ts'
import type { RunsSearch } from '../run-search.ts'
import { type CallEstimate, estimateCalls, type RunDraft, readRun, runCommand, startDraft } from './run-draft.ts'
import { RunFields } from './run-fields.tsx'
import { useRunChoices } from './use-run-choices.ts'

export interface NewRunDialogProps {
  readonly search: RunsSearch
  readonly onClose: () => void
}

/** Puts a run together and says beforehand how much it will ask for. */
export function NewRunDialog({ search, onClose }: NewRunDialogProps) {
  const [draft, setDraft] = useState<RunDraft>(() => startDraft(search))
  const [wasSent, setWasSent] = useState(false)
  const choices = useRunChoices(draft.evaluators)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { run, errors } = readRun(draft)
  const starting = useMutation({
    mutationFn: () => {
      if (!run) throw new Error('The run is not complete')
      return createRun(run)
    },
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['runs', 'list'] })
      await navigate({ to: '/runs/$runId', params: { runId: id }, search: {} })
    },
  })
  const dataset = choices.datasets.find(({ name }) => name === draft.dataset)
  const rowCount = dataset ? dataset.rowCounts.active + (draft.includesDrafts ? dataset.rowCounts.draft : 0) : undefined
  return (
    <Dialog
      open
      onClose={onClose}
      title="New run"
      description="A target, over the rows of a dataset, judged by evaluators."
    >
      <form
        className="space-y-3.5"
        onSubmit={(event) => {
          event.preventDefault()
          setWasSent(true)
          if (run) starting.mutate()
        }}
      >
        <RunFields draft={draft} onChange={setDraft} errors={wasSent ? errors : {}} choices={choices} />
        <div className="rounded-lg bg-sunken px-3 py-2 text-xs text-ink-2">
          <Estimate
            estimate={rowCount === undefined ? undefined : estimateCalls(draft, rowCount, choices.definitions)}
          />
        </div>
        <details>
          <summary className="cursor-pointer text-xs font-medium text-ink-2">The same from the command line</summary>
          <div className="mt-1.5">
            <CodeBlock what="Command" code={runCommand(draft)} />
          </div>
        </details>
        <DialogEnd
          problem={starting.isError ? problemOf(starting.error) : undefined}
          onClose={onClose}
          action={starting.isPending ? 'Starting …' : 'Start the run'}
          disabled={starting.isPending}
        />
      </form>
    </Dialog>
  )
}

function Estimate({ estimate }: { readonly estimate: CallEstimate | undefined }) {
  if (!estimate) return <>Choose a dataset to see how many calls the run will make.</>
  const { trials, targetCalls, judgeCalls } = estimate
  if (trials === 0) return <>This dataset has no row to run. Activate rows, or run drafts too.</>
  return (
    <>
      <span className="font-semibold text-ink">{formatCount(trials)}</span> {trials === 1 ? 'trial' : 'trials'}:{' '}
      {targetCalls === 0 ? 'no call to a target' : `at least ${formatCount(targetCalls)} calls to the target`}
      {judgeCalls > 0 ? `, ${formatCount(judgeCalls)} of judges` : ''}. A trial that uses tools makes a call for each
      step; the rows’ own evaluators may add some.
    </>
  )
}
