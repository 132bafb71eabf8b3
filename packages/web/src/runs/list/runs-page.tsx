import { type RunView, runStatuses } from '@pawl/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { GitCompareArrows, Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { ListPage } from '../../ui/list-page.tsx'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { statusWords } from '../marks/words.ts'
import { NewRunDialog } from '../new-run/new-run-dialog.tsx'
import { runListQuery } from '../run-queries.ts'
import type { RunsSearch } from '../run-search.ts'
import { RunRows } from './run-rows.tsx'

export function RunsPage() {
  const search: RunsSearch = useSearch({ from: '/runs' })
  const navigate = useNavigate({ from: '/runs' })
  const { status, dataset, target } = search
  const list = useInfiniteQuery({
    ...runListQuery({ status: status ?? [], datasetName: dataset, targetName: target }),
    // Runs that go on change without anyone touching the page.
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.runs.some(({ status: is }) => is === 'running')) ? 3000 : false,
  })
  const runs = list.data?.pages.flatMap((page) => page.runs) ?? []
  const [chosen, setChosen] = useState<readonly string[]>([])
  const filter = (next: RunsSearch) => void navigate({ search: next, replace: true })
  const openNew = () => void navigate({ search: { ...search, new: true } })
  const pair = comparable(runs, chosen)
  const compare = () => {
    if (pair) void navigate({ to: '/runs/$runId/compare/$otherId', params: { runId: pair[0], otherId: pair[1] } })
  }
  useShortcuts([
    { key: 'c', label: 'New run', run: openNew },
    { key: '=', label: 'Compare the two chosen runs', run: compare },
  ])
  return (
    <ListPage
      title="Runs"
      filters={
        <>
          <StatusFilter search={search} onChange={filter} />
          {dataset ? (
            <Chip label="Dataset" value={dataset} onRemove={() => filter(without(search, 'dataset'))} />
          ) : null}
          {target ? <Chip label="Target" value={target} onRemove={() => filter(without(search, 'target'))} /> : null}
        </>
      }
      actions={
        <>
          {chosen.length > 0 ? (
            <Button icon={GitCompareArrows} disabled={!pair} onClick={compare}>
              {pair ? 'Compare' : 'Choose one more'}
            </Button>
          ) : null}
          <Button icon={Plus} variant="primary" onClick={openNew}>
            New run
          </Button>
        </>
      }
    >
      <RunRows
        list={list}
        runs={runs}
        isFiltered={status !== undefined || dataset !== undefined || target !== undefined}
        chosen={chosen}
        onChoose={(runId) =>
          // A third choice takes the place of the second: a comparison has two sides.
          setChosen(chosen.includes(runId) ? chosen.filter((id) => id !== runId) : [...chosen.slice(0, 1), runId])
        }
        onNew={openNew}
        onClear={() => filter({})}
      />
      {search.new ? <NewRunDialog search={search} onClose={() => filter(closed(search))} /> : null}
    </ListPage>
  )
}

/** The two chosen runs, the earlier one first. */
function comparable(runs: readonly RunView[], chosen: readonly string[]): readonly [string, string] | undefined {
  const found = runs.filter((run) => chosen.includes(run.id)).sort((a, b) => a.createdAt.localeCompare(b.createdAt))
  const [before, after] = found
  return before && after ? [before.id, after.id] : undefined
}

function without(search: RunsSearch, key: 'dataset' | 'target'): RunsSearch {
  const { [key]: _gone, ...rest } = search
  return rest
}

function closed({ new: _open, prompt: _prompt, evaluator: _evaluator, ...rest }: RunsSearch): RunsSearch {
  return rest
}

const StatusFilter = ({
  search,
  onChange,
}: {
  readonly search: RunsSearch
  readonly onChange: (next: RunsSearch) => void
}) => (
  <Select
    aria-label="Status"
    className="w-32!"
    value={search.status?.[0] ?? ''}
    onChange={(event) => {
      const { status: _status, ...rest } = search
      const chosen = runStatuses.find((status) => status === event.target.value)
      onChange(chosen ? { ...rest, status: [chosen] } : rest)
    }}
  >
    <option value="">Any status</option>
    {runStatuses.map((status) => (
      <option key={status} value={status}>
        {statusWords[status].label}
      </option>
    ))}
  </Select>
)

const Chip = ({
  label,
  value,
  onRemove,
}: {
  readonly label: string
  readonly value: string
  readonly onRemove: () => void
}) => (
  <Button aria-label={`Remove the filter ${label} ${value}`} className="max-w-64" onClick={onRemove}>
    <span className="text-ink-3">{label}</span>
    <span className="truncate">{value}</span>
    <span aria-hidden>×</span>
  </Button>
)
