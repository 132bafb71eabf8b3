import type { TraceSummary } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { cx } from '../../ui/class-names.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { KindMark } from '../marks/kind-mark.tsx'
import { ScoreChip } from '../marks/score-chip.tsx'

export const listCell = (values: readonly string[]) => {
  const shown = values.map((value) => oneLine(value, 80)).join(', ')
  return shown === '' ? <span className="text-ink-3">–</span> : <span title={shown}>{shown}</span>
}

export const textCell = (value: string) => listCell(value === '' ? [] : [value])

/** What a row leads with: kind, name, and the start of the input. */
export function NameCell({ trace }: { readonly trace: TraceSummary }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <KindMark kind={trace.rootKind} />
      <Link
        to="/traces/$traceId"
        params={{ traceId: trace.traceId }}
        className="max-w-3/5 shrink-0 truncate font-medium outline-offset-[-2px] hover:underline"
      >
        {oneLine(trace.name, 120) || '(no name)'}
      </Link>
      {trace.hasRoot ? null : (
        <span title="The root span has not arrived yet: its earliest span stands in" className="text-2xs text-warn">
          no root
        </span>
      )}
      <span className="truncate text-ink-3">{oneLine(trace.inputPreview)}</span>
    </span>
  )
}

export const OutputCell = ({ trace }: { readonly trace: TraceSummary }) =>
  trace.errorPreview === '' ? (
    <span className="text-ink-2">{oneLine(trace.outputPreview)}</span>
  ) : (
    <span className="text-error">{oneLine(trace.errorPreview)}</span>
  )

export function DurationBar({
  durationMs,
  fullBarMs,
  isError,
}: {
  readonly durationMs: number
  readonly fullBarMs: number
  readonly isError: boolean
}) {
  const share = fullBarMs > 0 ? Math.min(1, Math.max(0.02, durationMs / fullBarMs)) : 0
  return (
    <span aria-hidden className="block h-1 w-9 shrink-0 overflow-hidden rounded-full bg-line">
      <span
        className={cx('block h-full rounded-full', isError ? 'bg-error' : 'bg-ink-3')}
        style={{ width: `${share * 100}%` }}
      />
    </span>
  )
}

export function ScoreCell({ trace }: { readonly trace: TraceSummary }) {
  const [first, ...others] = trace.scores
  if (!first) return <span className="text-ink-3">–</span>
  return (
    <span className="flex min-w-0 items-center gap-1">
      <ScoreChip score={first} />
      {others.length > 0 ? <span className="text-2xs text-ink-3">+{others.length}</span> : null}
    </span>
  )
}
