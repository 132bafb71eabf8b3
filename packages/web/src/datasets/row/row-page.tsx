import { decideRowStatus, type RowStatus, type RowView } from '@pawl/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Archive, ChevronRight, CircleCheck, PencilLine } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { changeStatus, Loaded, problemOf } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Instant } from '../../ui/instant.tsx'
import { LongText } from '../../ui/long-text.tsx'
import { ReasonDialog } from '../../ui/reason-dialog.tsx'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { rowQuery } from '../dataset-queries.ts'
import { RowStatusBadge } from '../marks/row-marks.tsx'
import { inputText } from '../marks/row-texts.ts'
import { statusWords } from '../marks/words.ts'
import { RowPanels } from '../slots.tsx'
import { ProofPanel } from './proof-panel.tsx'
import { RowContent } from './row-content.tsx'
import { RowFacts } from './row-facts.tsx'
import { RowHistoryPanel } from './row-history.tsx'

/** One row, to be read: what it asks, who judges it, what shows that it teaches, and how it came to be so. */
export function RowPage() {
  const { rowId } = useParams({ from: '/rows/$rowId' })
  const row = useQuery(rowQuery(rowId))
  return (
    <Loaded isPage query={row} className="h-full bg-surface p-4">
      {(data) => <LoadedRow key={data.id} row={data} />}
    </Loaded>
  )
}

function LoadedRow({ row }: { readonly row: RowView }) {
  return (
    <div className="flex h-full flex-col">
      <RowHeader row={row} />
      <div className="min-h-0 flex-1 overflow-auto bg-surface">
        <div className="mx-auto grid max-w-7xl lg:min-h-full lg:grid-cols-[minmax(0,1fr)_24rem] lg:divide-x">
          <div className="min-w-0">
            <Part title="Expected behavior">
              {row.expectedBehavior === '' ? (
                <p className="text-warn">Not stated yet. Edit the row and say what a right output does.</p>
              ) : (
                <LongText text={row.expectedBehavior} className="text-base" />
              )}
            </Part>
            {row.reference === null ? null : (
              <Part title="Desired output">
                <LongText
                  text={typeof row.reference === 'string' ? row.reference : JSON.stringify(row.reference, null, 2)}
                  mono={typeof row.reference !== 'string'}
                />
              </Part>
            )}
            <RowContent fields={row} />
          </div>
          <div className="min-w-0 max-lg:border-t">
            <ProofPanel row={row} />
            <RowPanels row={row} />
            <RowFacts row={row} />
            <RowHistoryPanel row={row} />
          </div>
        </div>
      </div>
    </div>
  )
}

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section aria-label={title} className="border-b px-4 py-3">
    <h2 className="mb-1 text-xs font-semibold">{title}</h2>
    {children}
  </section>
)

function RowHeader({ row }: { readonly row: RowView }) {
  return (
    <header className="shrink-0 border-b bg-surface px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-2">
        <nav aria-label="Place" className="mr-auto flex min-w-0 flex-1 basis-64 items-center gap-1.5">
          <Link to="/datasets" className="shrink-0 text-ink-3 hover:text-ink max-sm:hidden">
            Datasets
          </Link>
          <ChevronRight aria-hidden size={13} className="shrink-0 text-ink-3 max-sm:hidden" />
          <Link
            to="/datasets/$dataset"
            params={{ dataset: row.dataset }}
            className="max-w-64 shrink-0 truncate text-ink-3 hover:text-ink"
          >
            {oneLine(row.dataset, 100)}
          </Link>
          <ChevronRight aria-hidden size={13} className="shrink-0 text-ink-3" />
          <h1 className="truncate text-base font-semibold">{oneLine(inputText(row.input), 160) || '(empty input)'}</h1>
        </nav>
        <RowStatusBadge status={row.status} />
        {row.isErased ? <Badge tone="warn">Content erased</Badge> : null}
        <RowActions row={row} />
      </div>
      <p className="mt-0.5 text-xs text-ink-3">
        Revision {row.revision}, changed <Instant iso={row.updatedAt} as="relative" /> by {oneLine(row.updatedBy, 60)}
      </p>
    </header>
  )
}

function RowActions({ row }: { readonly row: RowView }) {
  const [asksFor, setAsksFor] = useState<RowStatus>()
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: ({ status, reason }: { readonly status: RowStatus; readonly reason: string }) =>
      changeStatus(row.id, row.revision, { status, reason }),
    onSuccess: async () => {
      setAsksFor(undefined)
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => ['rows', 'datasets'].includes(String(queryKey[0])),
      })
    },
  })
  const move = (status: RowStatus) => {
    if (row.status === 'active') setAsksFor(status)
    else change.mutate({ status, reason: '' })
  }
  const decision = decideRowStatus(row, 'active')
  const problem = change.isError
    ? problemOf(change.error)
    : row.status === 'draft' && !decision.allowed
      ? { detail: `${decision.reason}.`, fix: `${decision.fix}.` }
      : undefined
  return (
    <>
      {row.status === 'draft' ? (
        <Button
          icon={CircleCheck}
          disabled={!decision.allowed || change.isPending}
          title={decision.allowed ? undefined : decision.fix}
          onClick={() => move('active')}
        >
          Activate
        </Button>
      ) : (
        <Button disabled={change.isPending} onClick={() => move('draft')}>
          Make draft
        </Button>
      )}
      {row.status === 'archived' ? null : (
        <>
          <Button icon={Archive} disabled={change.isPending} onClick={() => move('archived')}>
            Archive
          </Button>
          <EditLink row={row} />
        </>
      )}
      {problem && asksFor === undefined ? (
        <p
          role={change.isError ? 'alert' : 'note'}
          className={change.isError ? 'basis-full text-xs text-error' : 'basis-full text-xs text-ink-3'}
        >
          {problem.detail} {problem.fix}
        </p>
      ) : null}
      {asksFor ? (
        <ReasonDialog
          title={asksFor === 'archived' ? 'Archive this row?' : 'Make this row a draft?'}
          about="It stops protecting releases. Say why, for whoever asks later."
          action={asksFor === 'archived' ? 'Archive' : `Make ${statusWords[asksFor].label.toLowerCase()}`}
          busy={change.isPending}
          problem={change.isError ? problemOf(change.error) : undefined}
          onConfirm={(reason) => change.mutate({ status: asksFor, reason })}
          onClose={() => setAsksFor(undefined)}
        />
      ) : null}
    </>
  )
}

function EditLink({ row }: { readonly row: RowView }) {
  const link = { to: '/rows/$rowId/edit', params: { rowId: row.id } } as const
  const navigate = useNavigate()
  useShortcuts([{ key: 'e', label: 'Edit the row', run: () => void navigate(link) }])
  return (
    <LinkButton {...link} icon={PencilLine} variant="primary">
      Edit
    </LinkButton>
  )
}
