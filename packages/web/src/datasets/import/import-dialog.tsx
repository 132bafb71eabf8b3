import type { DatasetJob, ImportPreview, RowMapping } from '@pawl/core'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { FileUp } from 'lucide-react'
import { useState } from 'react'
import { findDuplicates, previewImport, problemOf, startImport } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { formatBytes } from '../../ui/format/index.ts'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { ColumnMapping } from './column-mapping.tsx'
import { type BulkDuplicateChoice, DuplicateChoiceField } from './duplicate-choice.tsx'
import { firstRecords } from './first-records.ts'
import { JobResult } from './job-result.tsx'
import { PreviewedRows } from './previewed-rows.tsx'

export interface ImportDialogProps {
  readonly dataset: string
  readonly onClose: () => void
}

/** From a file to rows: the format that was found, what its columns become on real lines, and what became of each. */
export function ImportDialog({ dataset, onClose }: ImportDialogProps) {
  const [file, setFile] = useState<File>()
  const [job, setJob] = useState<DatasetJob>()
  return (
    <Dialog open onClose={onClose} title={`Import into ${dataset}`} width="wide">
      {job ? (
        <div className="space-y-4">
          <JobResult started={job} />
          <div className="flex justify-end gap-2">
            <Button
              onClick={() => {
                setJob(undefined)
                setFile(undefined)
              }}
            >
              Another file
            </Button>
            <Button variant="primary" onClick={onClose}>
              Close
            </Button>
          </div>
        </div>
      ) : file ? (
        <FilePreview dataset={dataset} file={file} onOther={() => setFile(undefined)} onStarted={setJob} />
      ) : (
        <FileChoice onChoose={setFile} />
      )}
    </Dialog>
  )
}

function FileChoice({ onChoose }: { readonly onChoose: (file: File) => void }) {
  const [isOver, setIsOver] = useState(false)
  return (
    <label
      className={cx(
        'flex cursor-pointer flex-col items-center rounded-lg border-2 border-dashed px-6 py-10 text-center hover:bg-hover has-focus-visible:border-accent',
        isOver ? 'border-accent! bg-accent-soft' : 'border-line-strong!',
      )}
      onDragOver={(event) => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        const [dropped] = event.dataTransfer.files
        if (dropped) onChoose(dropped)
      }}
    >
      <FileUp aria-hidden size={22} strokeWidth={1.75} className="mb-2 text-ink-3" />
      <span className="font-medium">Choose a file, or drop it here</span>
      <span className="mt-1 max-w-sm text-xs text-ink-2">
        CSV, JSON lines, promptfoo tests, Langfuse and Phoenix dataset exports, or Pawl’s own. Nothing is stored before
        you have seen its rows.
      </span>
      <input
        type="file"
        aria-label="File"
        className="sr-only"
        accept=".csv,.tsv,.json,.jsonl,.ndjson,.yaml,.yml,.txt"
        onChange={(event) => {
          const [chosen] = event.target.files ?? []
          if (chosen) onChoose(chosen)
        }}
      />
    </label>
  )
}

const formatWords = {
  csv: 'CSV',
  jsonl: 'JSON lines',
  promptfoo: 'promptfoo tests',
  langfuse: 'a Langfuse dataset export',
  phoenix: 'a Phoenix (OpenInference) dataset export',
  pawl: 'a Pawl export',
} as const

const previewedRecords = 8

interface Previewed {
  readonly preview: ImportPreview
  /** Lines whose rows are here already, or nearly. */
  readonly duplicateLines: ReadonlySet<number>
}

async function previewFile(dataset: string, file: File, mapping: RowMapping | undefined): Promise<Previewed> {
  const query = { file: file.name, preview: previewedRecords, mapping: mapping && JSON.stringify(mapping) }
  const preview = await previewImport(dataset, await firstRecords(file), query)
  const { signal } = new AbortController()
  const found = await Promise.all(
    preview.rows.map(async ({ line, row }) => {
      const { source: _source, ...fields } = row
      const { duplicates } = await findDuplicates(dataset, { row: fields }, signal)
      return duplicates.length > 0 ? [line] : []
    }),
  )
  return { preview, duplicateLines: new Set(found.flat()) }
}

const usePreview = (dataset: string, file: File, mapping: RowMapping | undefined) =>
  useQuery({
    queryKey: ['datasets', 'import-preview', dataset, file.name, file.size, file.lastModified, mapping],
    queryFn: () => previewFile(dataset, file, mapping),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  })

interface FilePreviewProps {
  readonly dataset: string
  readonly file: File
  readonly onOther: () => void
  readonly onStarted: (job: DatasetJob) => void
}

function FilePreview({ dataset, file, onOther, onStarted }: FilePreviewProps) {
  const [onDuplicate, setOnDuplicate] = useState<BulkDuplicateChoice>('skip')
  const [mapping, setMapping] = useState<RowMapping>()
  const preview = usePreview(dataset, file, mapping)
  const start = useMutation({
    mutationFn: () =>
      startImport(dataset, file, { file: file.name, onDuplicate, mapping: mapping && JSON.stringify(mapping) }),
    onSuccess: onStarted,
  })
  if (preview.isError) {
    return (
      <>
        <ErrorState compact problem={problemOf(preview.error)} />
        <div className="mt-3 flex justify-end">
          <Button onClick={onOther}>Choose another file</Button>
        </div>
      </>
    )
  }
  if (preview.data === undefined) return <SkeletonLines lines={6} />
  const { preview: found, duplicateLines } = preview.data
  return (
    <div className="space-y-4">
      <p>
        <span className="font-medium">{oneLine(file.name, 80)}</span>{' '}
        <span className="text-ink-2">
          ({formatBytes(file.size)}) is {formatWords[found.format]}.
        </span>{' '}
        <button type="button" className="text-accent hover:underline" onClick={onOther}>
          Another file
        </button>
      </p>
      {found.mapping === null && mapping === undefined ? null : (
        <ColumnMapping columns={found.columns} mapping={mapping ?? found.mapping ?? {}} onChange={setMapping} />
      )}
      <section aria-label="Its first rows" className={preview.isFetching ? 'opacity-60' : ''}>
        <h3 className="mb-1 text-xs font-medium text-ink-2">Its first rows</h3>
        {found.rows.length === 0 ? (
          <p className="text-ink-2">None of its first records can be used.</p>
        ) : (
          <PreviewedRows
            rows={found.rows.map(({ line, row }) => ({
              key: String(line),
              place: `Line ${line}`,
              row,
              isDuplicate: duplicateLines.has(line),
            }))}
          />
        )}
        <ul className="mt-2 space-y-1 text-xs">
          {found.problems.map((problem) => (
            <li key={`${problem.line} ${problem.where} ${problem.message}`} className="text-error">
              {oneLine(problem.message, 200)}. <span className="text-ink-2">{oneLine(problem.fix, 200)}</span>
            </li>
          ))}
        </ul>
      </section>
      <DuplicateChoiceField value={onDuplicate} onChange={setOnDuplicate} />
      {start.isError ? (
        <p role="alert" className="text-error">
          {problemOf(start.error).detail} {problemOf(start.error).fix}
        </p>
      ) : null}
      <div className="flex items-center justify-end gap-2">
        {start.isPending ? <span className="text-xs text-ink-3">Sending the file…</span> : null}
        <Button variant="primary" disabled={start.isPending || found.rows.length === 0} onClick={() => start.mutate()}>
          Import
        </Button>
      </div>
    </div>
  )
}
