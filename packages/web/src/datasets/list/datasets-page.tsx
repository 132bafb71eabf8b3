import type { DatasetView } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Archive, Plus, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { Loaded } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Instant } from '../../ui/instant.tsx'
import { ListHead, ListPage } from '../../ui/list-page.tsx'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { datasetListQuery } from '../dataset-queries.ts'
import { purposeWords } from '../marks/words.ts'
import { NewDatasetDialog } from './new-dataset-dialog.tsx'
import { RowCounts } from './row-counts.tsx'

/** Every dataset with what it protects. */
export function DatasetsPage() {
  const [shows, setShows] = useState<'exclude' | 'only'>('exclude')
  const [isMaking, setIsMaking] = useState(false)
  const list = useQuery(datasetListQuery(shows))
  useShortcuts([{ key: 'n', label: 'New dataset', run: () => setIsMaking(true) }])
  return (
    <ListPage
      title="Datasets"
      filters={
        <Button
          icon={Archive}
          pressed={shows === 'only'}
          onClick={() => setShows(shows === 'only' ? 'exclude' : 'only')}
        >
          Archived
        </Button>
      }
      actions={
        <Button icon={Plus} variant="primary" onClick={() => setIsMaking(true)}>
          New dataset
        </Button>
      }
    >
      <Loaded query={list} lines={8}>
        {(data) =>
          data.datasets.length === 0 ? (
            <NoDatasets isArchive={shows === 'only'} onNew={() => setIsMaking(true)} />
          ) : (
            <DatasetTable datasets={data.datasets} />
          )
        }
      </Loaded>
      {isMaking ? <NewDatasetDialog onClose={() => setIsMaking(false)} /> : null}
    </ListPage>
  )
}

const NoDatasets = ({ isArchive, onNew }: { readonly isArchive: boolean; readonly onNew: () => void }) =>
  isArchive ? (
    <EmptyState icon={ShieldCheck} title="No archived datasets" />
  ) : (
    <EmptyState
      icon={ShieldCheck}
      title="No datasets yet"
      action={
        <>
          <Button variant="primary" icon={Plus} onClick={onNew}>
            New dataset
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
      A dataset keeps the rows that must stay right. Open a failing trace and press “Make a row”, or import rows from a
      file.
    </EmptyState>
  )

const columns = 'md:grid-cols-[minmax(14rem,2fr)_minmax(10rem,2fr)_9rem_15rem_8rem]'

const DatasetTable = ({ datasets }: { readonly datasets: readonly DatasetView[] }) => (
  <>
    <ListHead columns={columns}>
      <span>Name</span>
      <span>Protects</span>
      <span>Purpose</span>
      <span>Rows</span>
      <span className="text-right">Last change</span>
    </ListHead>
    <ul aria-label="Datasets">
      {datasets.map((dataset) => (
        <li key={dataset.id}>
          <DatasetLine dataset={dataset} />
        </li>
      ))}
    </ul>
  </>
)

const DatasetLine = ({ dataset }: { readonly dataset: DatasetView }) => (
  <Link
    to="/datasets/$dataset"
    params={{ dataset: dataset.name }}
    className={`grid gap-x-4 gap-y-1 border-b px-4 py-2.5 outline-offset-[-2px] hover:bg-hover md:items-center ${columns}`}
  >
    <span className="flex min-w-0 items-baseline justify-between gap-2">
      <span className="truncate font-medium">{oneLine(dataset.name, 100)}</span>
      <span className="shrink-0 text-xs text-ink-3 md:hidden">
        <Instant iso={dataset.updatedAt} as="relative" />
      </span>
    </span>
    <span className="line-clamp-2 text-ink-2">
      {oneLine(dataset.protects, 240) || <span className="text-ink-3">Does not say</span>}
    </span>
    <span className="text-ink-2 max-md:hidden" title={purposeWords[dataset.purpose].meaning}>
      {purposeWords[dataset.purpose].label}
    </span>
    <span className="flex flex-wrap gap-1.5">
      <span className="md:hidden">
        <Badge>{purposeWords[dataset.purpose].label}</Badge>
      </span>
      <RowCounts counts={dataset.rowCounts} />
    </span>
    <span className="text-right text-ink-2 max-md:hidden">
      <Instant iso={dataset.updatedAt} as="relative" />
    </span>
  </Link>
)
