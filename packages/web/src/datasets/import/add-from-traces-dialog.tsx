import type { DatasetJob, RowMapping, TraceFilter } from '@pawl/core'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { previewFromTraces, problemOf, startFromTraces } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { DatasetChoice } from '../editor/dataset-choice.tsx'
import { type BulkDuplicateChoice, DuplicateChoiceField } from './duplicate-choice.tsx'
import { JobResult } from './job-result.tsx'
import { PathMapping } from './path-mapping.tsx'
import { PreviewedRows } from './previewed-rows.tsx'

export interface AddFromTracesDialogProps {
  /** The filter of the list of traces, in the API's words. */
  readonly filter: Partial<TraceFilter>
  readonly onClose: () => void
}

/** A row of each trace that a filter lets through, with the mapping shown on real traces first. */
export function AddFromTracesDialog({ filter, onClose }: AddFromTracesDialogProps) {
  const [dataset, setDataset] = useState('')
  const [mapping, setMapping] = useState<RowMapping>({})
  const [onDuplicate, setOnDuplicate] = useState<BulkDuplicateChoice>('skip')
  const [job, setJob] = useState<DatasetJob>()
  const start = useMutation({
    mutationFn: () => startFromTraces(dataset, { filter: filter as TraceFilter, mapping, onDuplicate }),
    onSuccess: setJob,
  })
  return (
    <Dialog open onClose={onClose} title="Make rows of these traces" width="wide">
      {job ? (
        <div className="space-y-4">
          <JobResult started={job} />
          <div className="flex justify-end">
            <Button variant="primary" onClick={onClose}>
              Close
            </Button>
          </div>
        </div>
      ) : (
        <div className="space-y-4">
          <DatasetChoice value={dataset} onChange={setDataset} />
          <details>
            <summary className="cursor-pointer text-xs font-medium text-ink-2">
              Choose which part of a trace fills what
            </summary>
            <div className="pt-2">
              <Mapped dataset={dataset} filter={filter} mapping={mapping} onChange={setMapping} />
            </div>
          </details>
          <TracePreview dataset={dataset} filter={filter} mapping={mapping} />
          <DuplicateChoiceField value={onDuplicate} onChange={setOnDuplicate} />
          <DialogEnd
            problem={start.isError ? problemOf(start.error) : undefined}
            onClose={onClose}
            onAct={() => start.mutate()}
            action="Make drafts"
            disabled={dataset === '' || start.isPending}
          />
        </div>
      )}
    </Dialog>
  )
}

interface MappedFilter {
  readonly dataset: string
  readonly filter: Partial<TraceFilter>
  readonly mapping: RowMapping
}

function usePreview({ dataset, filter, mapping }: MappedFilter) {
  const settled = useDeferredValue(mapping)
  return useQuery({
    queryKey: ['datasets', 'from-traces', dataset, filter, settled],
    queryFn: ({ signal }) => previewFromTraces(dataset, { filter, mapping: settled, limit: 8 }, signal),
    enabled: dataset !== '',
    placeholderData: keepPreviousData,
    retry: false,
  })
}

function Mapped({ onChange, ...of }: MappedFilter & { readonly onChange: (mapping: RowMapping) => void }) {
  const preview = usePreview(of)
  return <PathMapping mapping={of.mapping} paths={preview.data?.paths ?? []} onChange={onChange} />
}

function TracePreview(of: MappedFilter) {
  const preview = usePreview(of)
  if (of.dataset === '') return <p className="text-ink-2">Choose a dataset to see the rows.</p>
  if (preview.isError)
    return <ErrorState compact problem={problemOf(preview.error)} onRetry={() => void preview.refetch()} />
  if (preview.data === undefined) return <SkeletonLines lines={5} />
  const { rows, problems } = preview.data
  return (
    <section aria-label="The first rows" className={preview.isFetching ? 'opacity-60' : ''}>
      <h3 className="mb-1 text-xs font-medium text-ink-2">The first rows, from the newest traces</h3>
      {rows.length === 0 ? (
        <p className="text-ink-2">No trace fits the filter.</p>
      ) : (
        <PreviewedRows
          rows={rows.map(({ traceId, row, problems: own }) => ({
            key: traceId,
            place: traceId.slice(0, 8),
            row,
            remark: own[0]?.message,
          }))}
        />
      )}
      <ul className="mt-2 space-y-1 text-xs">
        {problems.map((problem) => (
          <li key={`${problem.field} ${problem.message}`} className="text-error">
            In {formatCount(problem.traceCount)} of these: {oneLine(problem.message, 200)}.{' '}
            <span className="text-ink-2">{oneLine(problem.fix, 200)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
