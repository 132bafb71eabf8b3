import type { ListedEvaluator } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FlaskConical } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { formatCount, formatShare } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { ListHead } from '../../ui/list-page.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { accuracyQuery } from '../evaluator-queries.ts'
import { isKind, kindLabel, kinds } from '../form/kinds.ts'
import { FitnessBadge } from '../judge/fitness-badge.tsx'
import { ExamplesBadge } from '../marks/examples-badge.tsx'
import { onlineOfQuery } from '../online/online-queries.ts'

const judgeKinds: ReadonlySet<string> = new Set(['judge', 'autoevals'])

const columns = 'md:grid-cols-[auto_minmax(0,1fr)_9rem_14rem_10rem_7rem]'

export const EvaluatorListHead = () => (
  <ListHead columns={columns}>
    <span className="w-4" />
    <span>Evaluator</span>
    <span>Kind</span>
    <span>Trust</span>
    <span>Used by</span>
    <span className="text-right">Last version</span>
  </ListHead>
)

export interface EvaluatorRowProps {
  readonly evaluator: ListedEvaluator
  readonly isSelected: boolean
}

export function EvaluatorRow({ evaluator, isSelected }: EvaluatorRowProps) {
  const { name, kind, number, note, author, createdAt, exampleCount, examplesState, archivedAt, usedBy } = evaluator
  const Icon = isKind(kind) ? kinds[kind].icon : FlaskConical
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isSelected) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isSelected])
  return (
    <li
      ref={row}
      data-evaluator={name}
      className={cx('border-b hover:bg-hover', isSelected && 'bg-selected! shadow-[inset_2px_0_0_var(--color-accent)]')}
    >
      <Link
        to="/evaluators/$name"
        params={{ name }}
        className={cx(
          'relative flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 outline-offset-[-2px] max-md:pl-11 md:grid md:gap-x-4',
          columns,
        )}
      >
        <Icon
          aria-hidden
          size={16}
          strokeWidth={1.9}
          className="text-ink-3 max-md:absolute max-md:top-2.5 max-md:left-4"
        />
        <span className="min-w-0 max-md:basis-full">
          <span className="flex items-center gap-2">
            <span className="truncate font-medium">{name}</span>
            {archivedAt ? <Badge>Archived</Badge> : null}
            <LiveBadge name={name} />
          </span>
          <span className="block truncate text-xs text-ink-3">{oneLine(note, 200) || `by ${oneLine(author, 60)}`}</span>
        </span>
        <span className="truncate text-ink-2">
          {kindLabel(kind)} <span className="text-xs text-ink-3">v{number}</span>
        </span>
        <span className="flex flex-wrap gap-1">
          <ExamplesBadge state={examplesState} count={exampleCount} />
          {judgeKinds.has(kind) ? <JudgeFitness name={name} /> : null}
        </span>
        <span className="truncate text-xs text-ink-3">{usedByText(usedBy)}</span>
        <Instant iso={createdAt} as="relative" className="hidden text-right text-xs text-ink-3 md:block" />
      </Link>
    </li>
  )
}

function usedByText({ rows, prompts }: ListedEvaluator['usedBy']): string {
  const parts = [
    ...(rows === 0 ? [] : [rows === 1 ? 'one row' : `${formatCount(rows)} rows`]),
    ...(prompts === 0 ? [] : [prompts === 1 ? 'one prompt' : `${formatCount(prompts)} prompts`]),
  ]
  return parts.length === 0 ? 'not used yet' : `judges ${parts.join(', ')}`
}

function JudgeFitness({ name }: { readonly name: string }) {
  const accuracy = useQuery(accuracyQuery(name))
  return accuracy.data ? <FitnessBadge accuracy={accuracy.data} /> : null
}

/** That it judges live traces, and how many of them. */
function LiveBadge({ name }: { readonly name: string }) {
  const { data } = useQuery(onlineOfQuery(name))
  if (!data?.definition.isEnabled) return null
  return (
    <Badge tone={data.problem === null ? 'ok' : 'warn'} title={data.problem ?? 'It judges live traces'}>
      Live {formatShare(data.share)}
    </Badge>
  )
}
