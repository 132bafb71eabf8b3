import { newRowSchema, type RowFields } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { draftRow, Loaded } from '../../api/index.ts'
import { SkeletonLines } from '../../ui/states.tsx'
import { rowQuery } from '../dataset-queries.ts'
import type { NewRowSearch } from './new-row-search.ts'
import { RowEditor } from './row-editor.tsx'

const Waiting = () => (
  <div className="grid h-full gap-10 bg-surface p-4 md:grid-cols-2">
    <SkeletonLines lines={10} />
    <SkeletonLines lines={8} />
  </div>
)

/** A new row, prefilled from a span or trace where one is named. */
export function NewRowPage() {
  const search: NewRowSearch = useSearch({ from: '/rows/new' })
  if (search.trace === undefined) return <BlankRow key={search.dataset ?? ''} dataset={search.dataset ?? ''} />
  return <DraftedRow key={`${search.trace} ${search.span ?? ''}`} search={search} traceId={search.trace} />
}

function BlankRow({ dataset }: { readonly dataset: string }) {
  const fields = useMemo(
    () => newRowSchema.parse({ input: {}, source: { kind: 'manual', who: 'you', at: new Date().toISOString() } }),
    [],
  )
  return <RowEditor name={`new ${dataset}`} fields={fields} dataset={dataset} row={undefined} />
}

function DraftedRow({ search, traceId }: { readonly search: NewRowSearch; readonly traceId: string }) {
  const { span: spanId, dataset = '' } = search
  const drafted = useQuery({
    queryKey: ['rows', 'draft', traceId, spanId],
    queryFn: ({ signal }) => draftRow({ traceId, ...(spanId === undefined ? {} : { spanId }) }, signal),
    // Edits stand on what was drafted first: a later answer must not move the ground.
    staleTime: Number.POSITIVE_INFINITY,
  })
  const name = `new ${traceId} ${spanId ?? ''}`
  return (
    <Loaded isPage query={drafted} waiting={<Waiting />}>
      {(data) => <RowEditor name={name} fields={data.row as RowFields} dataset={dataset} row={undefined} />}
    </Loaded>
  )
}

/** Edits a row that is there. */
export function EditRowPage() {
  const { rowId } = useParams({ from: '/rows/$rowId/edit' })
  const row = useQuery({ ...rowQuery(rowId), staleTime: 0 })
  return (
    <Loaded isPage query={row} waiting={<Waiting />}>
      {(data) => <RowEditor key={rowId} name={rowId} fields={data} dataset={data.dataset} row={data} />}
    </Loaded>
  )
}
