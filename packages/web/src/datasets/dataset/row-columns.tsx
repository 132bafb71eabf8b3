import type { RowSource, RowSummary } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { LabelBadges, ProofBadge, RowStatusBadge } from '../marks/row-marks.tsx'
import { priorityWords, sourceWords } from '../marks/words.ts'

export interface RowColumn {
  readonly id: string
  readonly label: string
  /** As `grid-template-columns` has it. */
  readonly width: string
  readonly cell: (row: RowSummary) => ReactNode
}

const dash = <span className="text-ink-3">–</span>

/** Where a row came from; a span or trace that is still there can be opened. */
function SourceText({ source }: { readonly source: RowSource }) {
  const { traceId, spanId, origin } = source
  if (traceId !== undefined) {
    return (
      <Link
        to="/traces/$traceId"
        params={{ traceId }}
        search={spanId === undefined ? {} : { span: spanId }}
        className="text-accent hover:underline"
        title={`The ${source.kind} it was made from`}
      >
        {sourceWords[source.kind]}
      </Link>
    )
  }
  return <span title={origin?.file}>{origin?.file ? oneLine(origin.file, 60) : sourceWords[source.kind]}</span>
}

export const rowColumns: readonly RowColumn[] = [
  { id: 'status', label: 'Status', width: '5rem', cell: ({ status }) => <RowStatusBadge status={status} /> },
  {
    id: 'input',
    label: 'Input',
    width: 'minmax(12rem, 3fr)',
    cell: (row) => (
      <Link to="/rows/$rowId" params={{ rowId: row.id }} className="font-medium hover:underline">
        {oneLine(row.preview) || '(empty input)'}
      </Link>
    ),
  },
  {
    id: 'expected',
    label: 'Expected behavior',
    width: 'minmax(9rem, 2.5fr)',
    cell: (row) => oneLine(row.expectedPreview) || <span className="text-warn">Not stated</span>,
  },
  {
    id: 'evaluators',
    label: 'Evaluators',
    width: 'minmax(7rem, 1.3fr)',
    cell: ({ evaluators }) =>
      evaluators.length === 0 ? (
        <span className="text-warn">None</span>
      ) : (
        <span title={evaluators.join(', ')}>{oneLine(evaluators.join(', '))}</span>
      ),
  },
  {
    id: 'labels',
    label: 'Labels',
    width: 'minmax(6rem, 1.3fr)',
    cell: ({ labels, risks }) =>
      labels.length === 0 ? (
        dash
      ) : (
        <span className="flex gap-1 overflow-hidden">
          <LabelBadges labels={labels} risks={risks} />
        </span>
      ),
  },
  {
    id: 'priority',
    label: 'Priority',
    width: '5rem',
    cell: ({ priority }) => (
      <span className={priority === 'advisory' ? 'text-ink-3' : ''} title={priorityWords[priority].meaning}>
        {priorityWords[priority].label}
      </span>
    ),
  },
  { id: 'proof', label: 'Proof', width: '6.75rem', cell: ({ proof }) => <ProofBadge state={proof} /> },
  { id: 'source', label: 'Source', width: '5rem', cell: ({ source }) => <SourceText source={source} /> },
  {
    id: 'updated',
    label: 'Changed',
    width: '5.5rem',
    cell: (row) => <Instant iso={row.updatedAt} as="relative" className="text-ink-2" />,
  },
]

/** The table's columns with the one of checkboxes before them. */
export const gridTemplate = ['2.5rem', ...rowColumns.map(({ width }) => width)].join(' ')
