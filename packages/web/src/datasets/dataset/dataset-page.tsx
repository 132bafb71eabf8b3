import type { DatasetView } from '@pawl/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { FileUp, ListChecks, Plus, SearchX } from 'lucide-react'
import { useRef, useState } from 'react'
import { Loaded, problemOf } from '../../api/index.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { datasetQuery, rowListQuery } from '../dataset-queries.ts'
import { ImportDialog } from '../import/import-dialog.tsx'
import { DatasetHeader } from './dataset-header.tsx'
import { DatasetRevisions } from './dataset-revisions.tsx'
import { conditionsOf, type DatasetSearch, toRowQuery, withoutConditions } from './dataset-search.ts'
import { RowFilterBar } from './row-filter-bar.tsx'
import { RowList } from './row-list.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { useChosenRows } from './use-chosen-rows.ts'

/** One dataset: its rows as they are, or as they were at a revision, and its history. */
export function DatasetPage() {
  const { dataset: name } = useParams({ from: '/datasets/$dataset' })
  const search: DatasetSearch = useSearch({ from: '/datasets/$dataset' })
  const navigate = useNavigate({ from: '/datasets/$dataset' })
  const [imports, setImports] = useState(false)
  const dataset = useQuery(datasetQuery(name))
  const change = (next: DatasetSearch) => void navigate({ search: next, replace: true })
  const openImport = () => setImports(true)
  return (
    <Loaded isPage query={dataset} lines={12} className="h-full bg-surface p-4">
      {(data) => (
        <div className="flex h-full flex-col">
          <DatasetHeader dataset={data} search={search} onChange={change} onImport={openImport} />
          {search.tab === 'history' ? (
            <DatasetRevisions dataset={data} />
          ) : (
            <RowsOfDataset dataset={data} search={search} onChange={change} onImport={openImport} />
          )}
          {imports ? <ImportDialog dataset={name} onClose={() => setImports(false)} /> : null}
        </div>
      )}
    </Loaded>
  )
}

interface RowsOfDatasetProps {
  readonly dataset: DatasetView
  readonly search: DatasetSearch
  readonly onChange: (search: DatasetSearch) => void
  readonly onImport: () => void
}

function RowsOfDataset({ dataset, search, onChange, onImport }: RowsOfDatasetProps) {
  const list = useInfiniteQuery(rowListQuery(dataset.name, toRowQuery(search)))
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? []
  const chosen = useChosenRows(rows)
  const input = useRef<HTMLInputElement>(null)
  useShortcuts([{ key: '/', label: 'Search the rows', run: () => input.current?.focus() }])
  const isPast = search.revision !== undefined
  return (
    <>
      <div className="shrink-0 border-b bg-surface px-4 py-2">
        <RowFilterBar search={search} inputRef={input} onChange={onChange} />
      </div>
      <section aria-label="Rows" className="relative min-h-0 flex-1 bg-surface">
        {list.isPending ? (
          <div className="p-4">
            <SkeletonLines lines={12} />
          </div>
        ) : list.isError && rows.length === 0 ? (
          <ErrorState problem={problemOf(list.error)} onRetry={() => void list.refetch()} />
        ) : rows.length === 0 ? (
          <NoRows dataset={dataset} search={search} onChange={onChange} onImport={onImport} />
        ) : (
          <RowList list={list} rows={rows} chosen={chosen} />
        )}
        {isPast ? null : <SelectionBar dataset={dataset.name} chosen={chosen} />}
      </section>
    </>
  )
}

function NoRows({ dataset, search, onChange, onImport }: RowsOfDatasetProps) {
  if (conditionsOf(search).length > 0) {
    return (
      <EmptyState
        icon={SearchX}
        title="No row fits"
        action={<Button onClick={() => onChange(withoutConditions(search))}>Show all rows</Button>}
      >
        None of the rows of this dataset meets every condition above.
      </EmptyState>
    )
  }
  if (search.revision !== undefined) {
    return <EmptyState icon={ListChecks} title={`No rows at revision ${search.revision}`} />
  }
  return (
    <EmptyState
      icon={ListChecks}
      title="No rows yet"
      action={
        <>
          <LinkButton to="/rows/new" search={{ dataset: dataset.name }} icon={Plus} variant="primary">
            {' '}
            Write a row
          </LinkButton>
          <Button icon={FileUp} onClick={onImport}>
            Import a file
          </Button>
          <Link
            to="/traces"
            search={{ status: ['error'] }}
            className="inline-flex h-7 items-center rounded-md border border-line-strong px-2.5 text-xs font-medium hover:bg-hover"
          >
            Failing traces
          </Link>
        </>
      }
    >
      A row is one test: an input, what a right output does, and who judges it. The best ones come from failing traces:
      open one and press <b>m</b>.
    </EmptyState>
  )
}
