import type { TraceSummary } from '@pawl/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listTraces, problemOf } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Input } from '../../ui/field.tsx'
import { Instant } from '../../ui/instant.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { type ExampleDraft, newExample } from './example-draft.ts'
import { subjectOfTrace } from './load-subject.ts'

export interface TakeTraceDialogProps {
  readonly onTake: (example: ExampleDraft) => void
  readonly onClose: () => void
}

/** Chooses a trace whose output becomes an example. */
export function TakeTraceDialog({ onTake, onClose }: TakeTraceDialogProps) {
  const [text, setText] = useState('')
  const found = useQuery({
    queryKey: ['evaluators', 'traces', text],
    queryFn: ({ signal }) => listTraces({ q: text.trim(), limit: 20 }, signal),
    placeholderData: (previous) => previous,
  })
  const taking = useMutation({
    mutationFn: (trace: TraceSummary) => subjectOfTrace(trace.traceId, undefined, new AbortController().signal),
    onSuccess: (subject, trace) => {
      onTake(newExample(trace.status === 'error' ? 'fail' : 'pass', subject, `trace ${trace.traceId.slice(0, 8)}`))
      onClose()
    },
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title="Take the output of a trace"
      description="It becomes an example of this evaluator."
    >
      <Input
        autoFocus
        type="search"
        aria-label="Search inputs and outputs"
        placeholder="Search inputs and outputs"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {taking.isError ? <ErrorState compact problem={problemOf(taking.error)} /> : null}
      <div className="mt-2 -mx-4 min-h-40 border-t">
        {found.isPending ? (
          <div className="p-4">
            <SkeletonLines lines={5} />
          </div>
        ) : found.isError ? (
          <ErrorState compact problem={problemOf(found.error)} onRetry={() => void found.refetch()} />
        ) : found.data.traces.length === 0 ? (
          <p className="px-4 py-6 text-center text-ink-3">No trace {text ? 'holds this text' : 'yet'}.</p>
        ) : (
          <ul aria-label="Traces">
            {found.data.traces.map((trace) => (
              <li key={trace.traceId}>
                <TraceChoice trace={trace} isBusy={taking.isPending} onChoose={() => taking.mutate(trace)} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  )
}

interface TraceChoiceProps {
  readonly trace: TraceSummary
  readonly isBusy: boolean
  readonly onChoose: () => void
}

const TraceChoice = ({ trace, isBusy, onChoose }: TraceChoiceProps) => (
  <button
    type="button"
    disabled={isBusy}
    className="block w-full border-b px-4 py-2 text-left hover:bg-hover disabled:opacity-60"
    onClick={onChoose}
  >
    <span className="flex items-center gap-2">
      <span className="min-w-0 flex-1 truncate font-medium">
        {oneLine(trace.inputPreview, 160) || oneLine(trace.name, 80)}
      </span>
      {trace.status === 'error' ? <Badge tone="error">Error</Badge> : null}
      <Instant iso={trace.startTime} as="relative" className="shrink-0 text-xs text-ink-3" />
    </span>
    <span className="block truncate text-ink-2">{oneLine(trace.outputPreview, 160) || 'No output'}</span>
  </button>
)
