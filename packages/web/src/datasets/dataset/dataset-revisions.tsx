import type { DatasetRevision, DatasetView } from '@pawl/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Eye } from 'lucide-react'
import { Loaded } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { datasetHistoryQuery } from '../dataset-queries.ts'
import { changeWords } from '../marks/words.ts'

/** Every change of the dataset, newest first, and the way to its state after each. */
export function DatasetRevisions({ dataset }: { readonly dataset: DatasetView }) {
  const history = useInfiniteQuery(datasetHistoryQuery(dataset.name))
  return (
    <div className="min-h-0 flex-1 overflow-auto bg-surface">
      <Loaded query={history} lines={8}>
        {({ pages }) => (
          <ol aria-label="History" className="mx-auto max-w-4xl">
            {pages
              .flatMap((page) => page.revisions)
              .map((revision) => (
                <RevisionLine key={revision.revision} revision={revision} dataset={dataset} />
              ))}
          </ol>
        )}
      </Loaded>
      {history.hasNextPage ? (
        <div className="flex justify-center p-3">
          <Button disabled={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
            Show earlier changes
          </Button>
        </div>
      ) : null}
    </div>
  )
}

/** `3 rows edited, 1 archived`. */
function whatChanged(revision: DatasetRevision): string {
  const rows = Object.entries(revision.rowChanges).map(([change, count]) => {
    const word = (changeWords[change] ?? change).toLowerCase()
    return `${formatCount(count)} ${count === 1 ? 'row' : 'rows'} ${word}`
  })
  return rows.length > 0 ? rows.join(', ') : (changeWords[revision.change] ?? revision.change)
}

function RevisionLine({ revision, dataset }: { readonly revision: DatasetRevision; readonly dataset: DatasetView }) {
  const isNow = revision.revision === dataset.revision
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-b px-4 py-2.5">
      <span className="w-10 shrink-0 font-mono text-xs text-ink-3" title="Revision of the dataset">
        {revision.revision}
      </span>
      <span className="min-w-0 flex-1 basis-64">
        <span className="font-medium">{whatChanged(revision)}</span>
        {revision.note ? <span className="text-ink-2">: {oneLine(revision.note, 200)}</span> : null}
        <span className="block text-xs text-ink-3">
          {oneLine(revision.who, 60)}, <Instant iso={revision.at} />
          <span className="max-sm:hidden">
            {' '}
            · {formatCount(revision.rowCounts.active)} active, {formatCount(revision.rowCounts.draft)} drafts after it
          </span>
        </span>
      </span>
      {isNow ? (
        <Badge tone="accent">Now</Badge>
      ) : (
        <LinkButton
          to="/datasets/$dataset"
          params={{ dataset: dataset.name }}
          search={{ revision: revision.revision }}
          icon={Eye}
        >
          Look at it
        </LinkButton>
      )}
    </li>
  )
}
