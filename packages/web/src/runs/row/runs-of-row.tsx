import type { RowView, RunOfRow } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Instant } from '../../ui/instant.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { TargetName } from '../marks/run-marks.tsx'
import { standingWords } from '../marks/words.ts'
import { runsOfRowQuery } from '../run-queries.ts'

const shownAtFirst = 5

/** On the page of a row: how the newest runs found it. */
export function RunsOfRowPanel({ row }: { readonly row: RowView }) {
  const runs = useQuery(runsOfRowQuery(row.id))
  const [showsAll, setShowsAll] = useState(false)
  const known = runs.data?.runs ?? []
  const shown = showsAll ? known : known.slice(0, shownAtFirst)
  return (
    <section aria-label="Runs" className="border-b px-4 py-3">
      <h2 className="mb-1.5 text-xs font-semibold">Runs</h2>
      {runs.isPending ? (
        <SkeletonLines lines={3} />
      ) : runs.isError ? (
        <ErrorState compact problem={problemOf(runs.error)} onRetry={() => void runs.refetch()} />
      ) : known.length === 0 ? (
        <p className="text-xs text-ink-2">No run has tried it yet.</p>
      ) : (
        <ol className="space-y-0.5">
          {shown.map((run) => (
            <RunLine key={run.runId} run={run} row={row} />
          ))}
        </ol>
      )}
      {shown.length < known.length ? (
        <Button className="mt-1" onClick={() => setShowsAll(true)}>
          Show {known.length - shown.length} more
        </Button>
      ) : null}
    </section>
  )
}

function RunLine({ run, row }: { readonly run: RunOfRow; readonly row: RowView }) {
  const { label, tone, meaning } = standingWords[run.standing]
  return (
    <li className="relative -mx-2 rounded-md px-2 py-1.5 hover:bg-hover">
      <span className="flex items-center gap-2">
        <TargetName target={run.target} className="flex-1" />
        <Badge tone={tone} title={meaning} className="shrink-0">
          {label}
        </Badge>
      </span>
      <span className="mt-0.5 flex items-baseline gap-2 text-xs text-ink-3">
        <span className="min-w-0 flex-1">{countsOf(run)}</span>
        {run.rowRevision === row.revision ? null : (
          <span title="The row has changed since" className="shrink-0 text-2xs">
            revision {run.rowRevision}
          </span>
        )}
        <Instant iso={run.triedAt} as="relative" />
      </span>
      <Link
        to="/runs/$runId"
        params={{ runId: run.runId }}
        search={{ row: row.id }}
        aria-label={`Run of ${run.target.name}: ${label.toLowerCase()}`}
        className="absolute inset-0 rounded-md outline-offset-[-2px]"
      />
      <Note run={run} />
    </li>
  )
}

function Note({ run: { note, gateId } }: { readonly run: RunOfRow }) {
  if (gateId === undefined) {
    return note === '' ? null : <span className="block truncate text-xs text-ink-3">{oneLine(note, 120)}</span>
  }
  return (
    // Gates are a later stage, whose routes this one does not know by type.
    <a
      href={`/gates/${encodeURIComponent(gateId)}`}
      className="relative inline-block max-w-full truncate align-top text-xs text-accent hover:underline"
    >
      {oneLine(note, 120) || 'Its gate'}
    </a>
  )
}

function countsOf({ trials }: RunOfRow): string {
  const tried = Object.values(trials).reduce((sum, count) => sum + count, 0)
  return `${trials.pass} of ${tried} passed`
}
