import type { RowView } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { ChevronRight, RotateCcw } from 'lucide-react'
import { problemOf } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Key } from '../../ui/shortcuts.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { RowStatusBadge } from '../marks/row-marks.tsx'
import type { RowDraftState } from './use-row-draft.ts'
import type { Saving } from './use-saving.ts'

interface FrameProps {
  readonly state: RowDraftState
  readonly row: RowView | undefined
}

/** Where the row belongs, and whether there are edits from before. */
export const EditorHeader = ({ state, row }: FrameProps) => (
  <header className="shrink-0 border-b bg-surface px-4 py-2.5">
    <nav aria-label="Place" className="flex min-w-0 items-center gap-1.5">
      <Link to="/datasets" className="shrink-0 text-ink-3 hover:text-ink max-sm:hidden">
        Datasets
      </Link>
      <ChevronRight aria-hidden size={13} className="shrink-0 text-ink-3 max-sm:hidden" />
      {row ? (
        <>
          <Link
            to="/datasets/$dataset"
            params={{ dataset: row.dataset }}
            className="min-w-0 truncate text-ink-3 hover:text-ink"
          >
            {oneLine(row.dataset, 100)}
          </Link>
          <ChevronRight aria-hidden size={13} className="shrink-0 text-ink-3" />
        </>
      ) : null}
      <h1 className="shrink-0 text-base font-semibold">{row ? 'Edit the row' : 'New row'}</h1>
      {row ? <RowStatusBadge status={row.status} /> : <Badge>Draft</Badge>}
    </nav>
    {state.restoredAtMs !== undefined && state.isChanged ? (
      <p role="status" className="mt-2 flex flex-wrap items-center gap-2 rounded-md bg-accent-soft px-3 py-1.5 text-xs">
        <RotateCcw aria-hidden size={13} className="text-accent" />
        <span>
          Your unsaved edits from <Instant iso={new Date(state.restoredAtMs).toISOString()} as="relative" /> are back.
        </span>
        <button type="button" className="font-medium text-accent hover:underline" onClick={state.discard}>
          Discard them
        </button>
      </p>
    ) : null}
  </header>
)

const hasApple = /Mac|iPhone|iPad/.test(navigator.userAgent)
const Chord = ({ shift = false }: { readonly shift?: boolean }) => (
  <span aria-hidden className="flex gap-0.5 max-lg:hidden pointer-coarse:hidden">
    <Key name={hasApple ? '⌘' : 'ctrl'} />
    {shift ? <Key name="⇧" /> : null}
    <Key name="Enter" />
  </span>
)

/** Saving, and why it cannot be done yet. */
export function SaveBar({ state, row, saving }: FrameProps & { readonly saving: Saving }) {
  const isActive = row?.status === 'active'
  const problem = saving.error ? problemOf(saving.error) : undefined
  return (
    <footer className="shrink-0 border-t bg-surface px-4 py-2.5">
      <Messages saving={saving} problem={problem} />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="mr-auto min-w-0 text-xs text-ink-3">
          {isActive || saving.obstacle === undefined ? <KeptNote state={state} /> : saving.obstacle}
        </p>
        {isActive ? null : (
          <Button
            disabled={saving.isBusy || saving.obstacle !== undefined}
            title={saving.obstacle}
            onClick={() => saving.save({ activate: true })}
          >
            Save and activate
            <Chord shift />
          </Button>
        )}
        <Button
          variant="primary"
          disabled={saving.isBusy || (row !== undefined && !state.isChanged)}
          onClick={() => saving.save({ activate: false })}
        >
          {saving.result?.kind === 'duplicate' ? 'Save all the same' : row ? 'Save' : 'Save draft'}
          <Chord />
        </Button>
      </div>
    </footer>
  )
}

const KeptNote = ({ state }: { readonly state: RowDraftState }) =>
  state.isKept ? (
    <span className="max-sm:hidden">{state.isChanged ? 'Unsaved edits are kept in this browser' : ''}</span>
  ) : (
    <span className="text-warn">This browser does not keep unsaved edits</span>
  )

function Messages({
  saving,
  problem,
}: {
  readonly saving: Saving
  readonly problem: ReturnType<typeof problemOf> | undefined
}) {
  const isHeld = saving.result?.kind === 'duplicate'
  if (saving.problems.length === 0 && problem === undefined && !isHeld) return null
  return (
    <div role="alert" className="mb-2 space-y-0.5 text-xs text-error">
      {saving.problems.map((text) => (
        <p key={text}>{oneLine(text, 300)}</p>
      ))}
      {problem ? (
        <p>
          {problem.detail} {problem.fix}
        </p>
      ) : null}
      {isHeld ? <p>Not saved: the dataset has such a row already. Merge into it above, or save all the same.</p> : null}
    </div>
  )
}
