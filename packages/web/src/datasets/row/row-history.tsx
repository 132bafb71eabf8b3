import type { RowFields, RowRevisionLine, RowView } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Instant } from '../../ui/instant.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { WordDiff } from '../../ui/word-diff.tsx'
import { rowHistoryQuery, rowRevisionQuery } from '../dataset-queries.ts'
import { fieldText } from '../marks/field-text.ts'
import { changeWords, fieldNames, statusWords } from '../marks/words.ts'

/** How the row came to be as it is; each change opens as a comparison. */
export function RowHistoryPanel({ row }: { readonly row: RowView }) {
  const history = useQuery(rowHistoryQuery(row.id))
  const [open, setOpen] = useState<RowRevisionLine>()
  return (
    <section aria-label="History" className="px-4 py-3">
      <h2 className="mb-1.5 text-xs font-semibold">History</h2>
      {history.isPending ? (
        <SkeletonLines lines={3} />
      ) : history.isError ? (
        <ErrorState compact problem={problemOf(history.error)} onRetry={() => void history.refetch()} />
      ) : (
        <ol className="space-y-0.5">
          {history.data.revisions.map((revision) => (
            <li key={revision.revision}>
              <button
                type="button"
                className="-mx-2 w-[calc(100%+1rem)] rounded-md px-2 py-1.5 text-left hover:bg-hover"
                onClick={() => setOpen(revision)}
              >
                <RevisionText revision={revision} />
              </button>
            </li>
          ))}
        </ol>
      )}
      {open ? <RevisionDialog revision={open} onClose={() => setOpen(undefined)} /> : null}
    </section>
  )
}

function whatChanged({ change, status, changedFields }: RowRevisionLine): string {
  if (change === 'status_changed') return `Made ${statusWords[status].label.toLowerCase()}`
  const names = changedFields.map((name) => (fieldNames[name] ?? name).toLowerCase())
  const word = changeWords[change] ?? change
  return change === 'created' || names.length === 0 ? word : `${word}: ${names.join(', ')}`
}

const RevisionText = ({ revision }: { readonly revision: RowRevisionLine }) => (
  <>
    <span className="flex items-baseline gap-2">
      <span className="font-mono text-2xs text-ink-3">{revision.revision}</span>
      <span className="min-w-0 flex-1 font-medium">{whatChanged(revision)}</span>
    </span>
    <span className="block text-xs text-ink-3">
      {oneLine(revision.who, 60)}, <Instant iso={revision.at} as="relative" />
    </span>
    {revision.note ? <span className="block text-xs text-ink-2">{oneLine(revision.note, 200)}</span> : null}
  </>
)

interface RevisionDialogProps {
  readonly revision: RowRevisionLine
  readonly onClose: () => void
}

/** One revision against the one before it. */
function RevisionDialog({ revision, onClose }: RevisionDialogProps) {
  const number = revision.revision
  const after = useQuery(rowRevisionQuery(revision.rowId, number))
  const before = useQuery({ ...rowRevisionQuery(revision.rowId, number - 1), enabled: number > 1 })
  const error = after.error ?? before.error
  return (
    <Dialog
      open
      onClose={onClose}
      width="wide"
      title={`Revision ${number}: ${whatChanged(revision)}`}
      description={`${revision.who}${revision.note ? `: ${revision.note}` : ''}`}
    >
      {error ? (
        <ErrorState compact problem={problemOf(error)} />
      ) : after.data === undefined || (number > 1 && before.data === undefined) ? (
        <SkeletonLines lines={6} />
      ) : (
        <FieldChanges before={before.data?.fields} after={after.data.fields} />
      )}
    </Dialog>
  )
}

interface FieldChangesProps {
  readonly before: RowFields | undefined
  readonly after: RowFields
}

function FieldChanges({ before, after }: FieldChangesProps) {
  const names = Object.keys(fieldNames).filter((name): name is keyof RowFields => name in after)
  const texts = names.map((name) => ({
    name,
    was: before === undefined ? '' : fieldText(name, before[name]),
    is: fieldText(name, after[name]),
  }))
  const shown = texts.filter(({ name, was, is }) => was !== is && name !== 'source')
  if (shown.length === 0) return <p className="text-ink-2">No field of the row changed.</p>
  return (
    <div className="space-y-4">
      {shown.map(({ name, was, is }) => (
        <section key={name} aria-label={fieldNames[name] ?? name}>
          <h3 className="mb-1 text-xs font-semibold">{fieldNames[name] ?? name}</h3>
          <div className="rounded-md border px-3 py-2">
            <WordDiff
              mode={before === undefined ? 'inline' : 'side'}
              before={was}
              after={is}
              mono={name === 'context' || name === 'metadata'}
            />
          </div>
        </section>
      ))}
    </div>
  )
}
