import type { GateView, ReleaseTarget } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { PromptVersionDiff } from '../../prompts/index.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { formatCount, formatShare } from '../../ui/format/index.ts'
import { Panel } from '../../ui/panel.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { gateRecordQuery } from '../gate-queries.ts'
import { useRowNames } from '../use-row-names.ts'
import { type ChangedRow, changedRows } from './find-outputs.ts'
import { RowOutputs } from './row-outputs.tsx'

/** What is new in the prompts, beside the outputs that changed with it. */
export function ChangesSection({ gate }: { readonly gate: GateView }) {
  const pairs = promptPairs(gate)
  if (gate.status !== 'decided') return pairs.length === 0 ? null : <PromptChanges pairs={pairs} />
  return (
    <div className={cx('grid items-start gap-3', pairs.length > 0 && 'lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]')}>
      {pairs.length === 0 ? null : <PromptChanges pairs={pairs} />}
      <OutputChanges gate={gate} />
    </div>
  )
}

interface PromptPair {
  readonly before: ReleaseTarget
  readonly after: ReleaseTarget
}

function promptPairs({ release, baseline }: GateView): readonly PromptPair[] {
  return release.targets.flatMap((after) => {
    const before = baseline?.targets.find(({ name }) => name === after.name)
    return before === undefined || before.number === null || before.version === after.version ? [] : { before, after }
  })
}

const PromptChanges = ({ pairs }: { readonly pairs: readonly PromptPair[] }) => (
  <Panel title="What is new in the prompt">
    <div className="space-y-4 px-3.5 py-3">
      {pairs.map(({ before, after }) => (
        <section key={after.name} aria-label={after.name}>
          <h3 className="mb-1.5 text-xs text-ink-2">
            <span className="font-medium text-ink">{oneLine(after.name, 100)}</span> v{before.number} → v{after.number}
          </h3>
          <Suspense fallback={<SkeletonLines lines={5} />}>
            <PromptVersionDiff
              prompt={after.name}
              newest={after.number ?? 1}
              from={before.number ?? 1}
              to={after.number ?? 1}
            />
          </Suspense>
        </section>
      ))}
    </div>
  </Panel>
)

/** Beyond these the evidence weighs megabytes, and is fetched when asked for. */
const mostTrialsUnasked = 5000
const firstShown = 8
const step = 50

function OutputChanges({ gate }: { readonly gate: GateView }) {
  const [isWanted, setIsWanted] = useState(gate.trials <= mostTrialsUnasked)
  const [count, setCount] = useState(firstShown)
  const record = useQuery({ ...gateRecordQuery(gate.id), enabled: isWanted })
  const rows = record.data ? changedRows(record.data.evidence) : undefined
  return (
    <Panel title="Outputs that changed" note={rows && rows.length > 0 ? formatCount(rows.length) : undefined}>
      {isWanted ? null : (
        <div className="px-3.5 py-3">
          <Button onClick={() => setIsWanted(true)}>Look through {formatCount(gate.trials)} trials</Button>
        </div>
      )}
      {record.isLoading ? (
        <div className="p-4">
          <SkeletonLines lines={4} />
        </div>
      ) : null}
      {record.isError ? (
        <ErrorState compact problem={problemOf(record.error)} onRetry={() => void record.refetch()} />
      ) : null}
      {rows?.length === 0 ? (
        <p className="px-3.5 py-3 text-ink-2">
          {gate.baseline === null
            ? 'Nothing is deployed to compare with, and every trial passed.'
            : 'Every row that was tried passed as often as before.'}
        </p>
      ) : null}
      <ChangedList gate={gate} rows={rows?.slice(0, count) ?? []} />
      {rows && rows.length > count ? (
        <div className="border-t px-3.5 py-2">
          <Button variant="ghost" onClick={() => setCount(count + step)}>
            Show more of {formatCount(rows.length)}
          </Button>
        </div>
      ) : null}
    </Panel>
  )
}

function ChangedList({ gate, rows }: { readonly gate: GateView; readonly rows: readonly ChangedRow[] }) {
  const [open, setOpen] = useState<string>()
  const { datasets } = gate.decision.subject
  const nameOf = useRowNames(rows.map(({ rowId }) => rowId))
  const datasetOf = (rowId: string) => datasets.find((set) => set.rows.some((row) => row.rowId === rowId))?.name ?? ''
  return (
    <ul aria-label="Outputs that changed">
      {rows.map((row) => {
        const isOpen = row.rowId === open
        const isWorse = (row.after ?? 1) < (row.before ?? 1)
        return (
          <li key={row.rowId} className="border-b last:border-b-0">
            <button
              type="button"
              aria-expanded={isOpen}
              className={cx(
                'flex w-full items-center gap-3 px-3.5 py-2 text-left outline-offset-[-2px] hover:bg-hover',
                isOpen && 'bg-selected!',
              )}
              onClick={() => setOpen(isOpen ? undefined : row.rowId)}
            >
              <span className="min-w-0 flex-1 truncate">{oneLine(nameOf(row.rowId) || row.rowId, 200)}</span>
              <span className={cx('shrink-0 text-xs font-medium', isWorse ? 'text-error' : 'text-ok')}>
                {rateText(row.before)} → {rateText(row.after)}
              </span>
            </button>
            {isOpen ? (
              <div className="border-t bg-canvas">
                <RowOutputs gate={gate} rowId={row.rowId} dataset={datasetOf(row.rowId)} />
              </div>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

const rateText = (rate: number | null): string => (rate === null ? '—' : formatShare(rate))
