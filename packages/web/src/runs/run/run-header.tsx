import type { RunProgress, RunView } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Ban, ChevronLeft, Download, Play } from 'lucide-react'
import { cancelRun, exportRun, problemOf, resumeRun } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCostUsd, formatCount, formatDuration } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { showToast } from '../../ui/toast.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { isOver } from '../marks/run-figures.ts'
import { RunStatusBadge, TargetName } from '../marks/run-marks.tsx'
import { runQuery } from '../run-queries.ts'
import { CompareMenu } from './compare-menu.tsx'
import { LabelRun } from './label-run.tsx'

export interface RunHeaderProps {
  readonly run: RunView
  readonly progress: RunProgress
}

export function RunHeader({ run, progress }: RunHeaderProps) {
  const { status, statusReason } = progress
  return (
    <header className="border-b bg-surface px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5">
        <Link to="/runs" search={{}} className="text-ink-3 hover:text-ink" aria-label="All runs">
          <ChevronLeft aria-hidden size={16} />
        </Link>
        <h1 className="min-w-0">
          <TargetName target={run.target} />
        </h1>
        <span className="text-ink-3">on</span>
        <span className="min-w-0 truncate">
          {run.datasetName} <span className="text-xs text-ink-3">r{run.datasetRevision}</span>
        </span>
        <RunStatusBadge run={{ status, statusReason }} />
        {run.proofId ? <Badge tone="accent">Part of a proof</Badge> : null}
        <Actions run={run} status={status} />
      </div>
      <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-ink-3">
        <span>
          <Instant iso={run.createdAt} as="relative" /> by {oneLine(run.startedBy, 60)}
        </span>
        <span>
          {formatCount(run.rowCount)} {run.rowCount === 1 ? 'row' : 'rows'} × {run.trialsPerRow}{' '}
          {run.trialsPerRow === 1 ? 'trial' : 'trials'}
        </span>
        <span>{run.spendingCapUsd === null ? 'no spending cap' : `cap ${formatCostUsd(run.spendingCapUsd)}`}</span>
        <span className="font-mono">{run.id}</span>
        {run.note ? <span className="text-ink-2">{oneLine(run.note, 200)}</span> : null}
      </p>
      {statusReason && isOver(status) && status !== 'finished' ? (
        <p role="status" className="mt-1.5 rounded-md bg-warn-soft px-2.5 py-1.5 text-xs text-warn">
          {oneLine(statusReason, 500)}
        </p>
      ) : null}
      {isOver(status) && progress.finished >= progress.total ? null : <ProgressBar progress={progress} />}
    </header>
  )
}

function Actions({ run, status }: { readonly run: RunView; readonly status: RunProgress['status'] }) {
  const queries = useQueryClient()
  const again = {
    onSuccess: () => queries.invalidateQueries({ queryKey: runQuery(run.id).queryKey }),
    onError: (error: Error) => showToast(`${problemOf(error).detail} ${problemOf(error).fix ?? ''}`, 'error'),
  }
  const cancelling = useMutation({ mutationFn: () => cancelRun(run.id), ...again })
  const resuming = useMutation({ mutationFn: () => resumeRun(run.id), ...again })
  const saving = useMutation({
    mutationFn: (format: 'csv' | 'json') => exportRun(run.id, format),
    onSuccess: (bytes, format) => saveFile(bytes, `run-${run.id}.${format === 'csv' ? 'csv' : 'jsonl'}`),
    onError: again.onError,
  })
  return (
    <span className="ml-auto flex flex-wrap gap-2">
      {isOver(status) ? null : (
        <Button icon={Ban} disabled={cancelling.isPending} onClick={() => cancelling.mutate()}>
          Cancel
        </Button>
      )}
      {status === 'cancelled' || status === 'failed' ? (
        <Button icon={Play} disabled={resuming.isPending} onClick={() => resuming.mutate()}>
          Resume
        </Button>
      ) : null}
      <CompareMenu run={run} />
      {status === 'planned' ? null : <LabelRun run={run} />}
      <Menu trigger={<Button icon={Download}>Export</Button>}>
        <MenuItem onSelect={() => saving.mutate('csv')}>CSV, a line for each trial</MenuItem>
        <MenuItem onSelect={() => saving.mutate('json')}>JSON lines</MenuItem>
      </Menu>
    </span>
  )
}

function ProgressBar({ progress }: { readonly progress: RunProgress }) {
  const { finished, total, trialsPerS, secondsLeft, costUsd, inFlight } = progress
  const facts = [
    `${formatCount(finished)} of ${formatCount(total)} trials`,
    inFlight > 0 ? `${formatCount(inFlight)} under way` : '',
    trialsPerS === null ? '' : `${trialsPerS < 10 ? trialsPerS.toFixed(1) : formatCount(trialsPerS)} per second`,
    secondsLeft === null ? '' : `about ${formatDuration(Math.max(1, Math.round(secondsLeft)) * 1000)} left`,
    costUsd === null ? '' : `${formatCostUsd(costUsd)} so far`,
  ]
  return (
    <div className="mt-2">
      <div
        role="progressbar"
        aria-label="Trials made"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={finished}
        className="h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div
          className="h-full rounded-full bg-accent-fill transition-[width] duration-300"
          style={{ width: `${total === 0 ? 0 : (100 * finished) / total}%` }}
        />
      </div>
      <p className="mt-1 text-xs text-ink-2" aria-live="off">
        {facts.filter((fact) => fact !== '').join(' · ')}
      </p>
    </div>
  )
}
