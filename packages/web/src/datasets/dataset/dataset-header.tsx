import type { DatasetView } from '@pawl/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  Archive,
  ArchiveRestore,
  ChevronRight,
  Download,
  EllipsisVertical,
  FileUp,
  History,
  PencilLine,
  Plus,
} from 'lucide-react'
import { useState } from 'react'
import { exportDataset, problemOf, restoreDataset } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton, LinkButton } from '../../ui/button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { showToast } from '../../ui/toast.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { RowCounts } from '../list/row-counts.tsx'
import { purposeWords } from '../marks/words.ts'
import type { DatasetSearch } from './dataset-search.ts'
import { ArchiveDatasetDialog, EditDatasetDialog } from './edit-dataset-dialog.tsx'

export interface DatasetHeaderProps {
  readonly dataset: DatasetView
  readonly search: DatasetSearch
  readonly onChange: (search: DatasetSearch) => void
  readonly onImport: () => void
}

async function saveExport(dataset: string, format: 'jsonl' | 'csv'): Promise<void> {
  try {
    saveFile(await exportDataset(dataset, { format }), `${dataset}.${format}`)
  } catch (error) {
    showToast(problemOf(error).detail, 'error')
  }
}

/** What the dataset is for, and what can be done with it. */
export function DatasetHeader({ dataset, search, onChange, onImport }: DatasetHeaderProps) {
  const [edits, setEdits] = useState<'fields' | 'archive'>()
  const isHistory = search.tab === 'history'
  const { tab: _tab, ...rows } = search
  return (
    <header className="shrink-0 border-b bg-surface px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-2">
        <nav aria-label="Place" className="mr-auto flex min-w-0 items-center gap-1.5 max-sm:basis-full">
          <Link to="/datasets" className="shrink-0 text-ink-3 hover:text-ink">
            Datasets
          </Link>
          <ChevronRight aria-hidden size={13} className="shrink-0 text-ink-3" />
          <h1 className="truncate text-base font-semibold">{oneLine(dataset.name, 100)}</h1>
          {dataset.archivedAt === null ? null : <Badge tone="warn">Archived</Badge>}
        </nav>
        {dataset.archivedAt === null ? (
          <>
            <Button icon={FileUp} onClick={onImport} className="max-sm:hidden">
              Import
            </Button>
            <LinkButton to="/rows/new" search={{ dataset: dataset.name }} icon={Plus} variant="primary">
              New row
            </LinkButton>
          </>
        ) : null}
        <Button
          icon={History}
          pressed={isHistory}
          onClick={() => onChange(isHistory ? rows : { ...rows, tab: 'history' })}
        >
          History
        </Button>
        <Menu trigger={<IconButton icon={EllipsisVertical} label="More actions" variant="default" />}>
          <MenuItem icon={PencilLine} onSelect={() => setEdits('fields')}>
            Name, purpose, protects…
          </MenuItem>
          <MenuItem icon={FileUp} onSelect={onImport}>
            Import…
          </MenuItem>
          <MenuItem icon={Download} onSelect={() => void saveExport(dataset.name, 'jsonl')}>
            Export as JSON lines
          </MenuItem>
          <MenuItem icon={Download} onSelect={() => void saveExport(dataset.name, 'csv')}>
            Export as CSV
          </MenuItem>
          <MenuSeparator />
          <ArchiveItem dataset={dataset} onArchive={() => setEdits('archive')} />
        </Menu>
      </div>
      <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge title={purposeWords[dataset.purpose].meaning}>{purposeWords[dataset.purpose].label}</Badge>
        <p className="min-w-0 text-ink-2">
          {oneLine(dataset.protects, 400) || (
            <button type="button" className="text-accent hover:underline" onClick={() => setEdits('fields')}>
              Say what it protects
            </button>
          )}
        </p>
        <span className="flex gap-1.5">
          <RowCounts counts={dataset.rowCounts} />
        </span>
      </div>
      {dataset.nameSuggestion && dataset.archivedAt === null ? (
        <p className="mt-1 text-xs text-ink-3">
          {dataset.nameSuggestion.reason}. A kinder name for its readers:{' '}
          <button type="button" className="text-accent hover:underline" onClick={() => setEdits('fields')}>
            {oneLine(dataset.nameSuggestion.suggestion, 100)}
          </button>
        </p>
      ) : null}
      {search.revision === undefined || isHistory ? null : <PastNotice search={search} onChange={onChange} />}
      {edits === 'fields' ? <EditDatasetDialog dataset={dataset} onClose={() => setEdits(undefined)} /> : null}
      {edits === 'archive' ? <ArchiveDatasetDialog dataset={dataset} onClose={() => setEdits(undefined)} /> : null}
    </header>
  )
}

function ArchiveItem({ dataset, onArchive }: { readonly dataset: DatasetView; readonly onArchive: () => void }) {
  const queries = useQueryClient()
  const restore = async () => {
    try {
      await restoreDataset(dataset.name)
      await queries.invalidateQueries({ queryKey: ['datasets'] })
    } catch (error) {
      showToast(problemOf(error).detail, 'error')
    }
  }
  return dataset.archivedAt === null ? (
    <MenuItem icon={Archive} danger onSelect={onArchive}>
      Archive the dataset…
    </MenuItem>
  ) : (
    <MenuItem icon={ArchiveRestore} onSelect={() => void restore()}>
      Bring it back
    </MenuItem>
  )
}

function PastNotice({ search, onChange }: Pick<DatasetHeaderProps, 'search' | 'onChange'>) {
  const { revision, ...today } = search
  return (
    <p role="status" className="mt-2 flex flex-wrap items-center gap-2 rounded-md bg-warn-soft px-3 py-1.5 text-xs">
      <History aria-hidden size={14} className="text-warn" />
      The dataset as it was at revision {revision}. Nothing can be changed here.
      <button type="button" className="font-medium text-accent hover:underline" onClick={() => onChange(today)}>
        Back to today
      </button>
    </p>
  )
}
