import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Loaded } from '../../api/index.ts'
import { formatCount } from '../../ui/format/index.ts'
import { figureLink, StepPanel } from '../../ui/step-panel.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { datasetListQuery } from '../dataset-queries.ts'

const mostLines = 4

/** Which rows protect, which are proven, and which wait for somebody to finish them. */
export function RowsStep() {
  const list = useQuery(datasetListQuery())
  const datasets = list.data?.datasets ?? []
  const sum = (of: (dataset: (typeof datasets)[number]) => number) =>
    list.data === undefined ? '—' : formatCount(datasets.reduce((total, dataset) => total + of(dataset), 0))
  const link = (figure: ReactNode) => (
    <Link to="/datasets" className={figureLink}>
      {figure}
    </Link>
  )
  const waiting = datasets.filter(({ rowCounts }) => rowCounts.draft > 0)
  return (
    <StepPanel
      title="What protects"
      note="Rows keep what went wrong, with proof"
      figures={[
        { value: sum(({ rowCounts }) => rowCounts.active), label: 'active rows', link },
        { value: sum(({ provenRows }) => provenRows), label: 'proven', tone: 'good', link },
        {
          value: sum(({ rowCounts }) => rowCounts.draft),
          label: 'wait for review',
          tone: waiting.length > 0 ? 'warn' : 'plain',
          link,
        },
      ]}
    >
      <Loaded compact query={list} lines={2} className="px-3.5 pb-3">
        {() => (
          <ul className="divide-y border-t empty:hidden">
            {[...waiting, ...datasets.filter(({ rowCounts }) => rowCounts.draft === 0)]
              .slice(0, mostLines)
              .map(({ id, name, rowCounts, protects }) => (
                <li key={id}>
                  <Link
                    to="/datasets/$dataset"
                    params={{ dataset: name }}
                    search={rowCounts.draft > 0 ? { status: ['draft'] } : {}}
                    className="flex items-baseline gap-3 px-3.5 py-1.5 outline-offset-[-2px] hover:bg-hover"
                  >
                    <span className="min-w-0 flex-1 truncate">
                      <span className="font-medium">{name}</span>{' '}
                      <span className="text-ink-2">{oneLine(protects, 160)}</span>
                    </span>
                    <span className="shrink-0 text-xs text-ink-3">
                      {rowCounts.draft > 0
                        ? `${formatCount(rowCounts.draft)} to review`
                        : `${formatCount(rowCounts.active)} active`}
                    </span>
                  </Link>
                </li>
              ))}
          </ul>
        )}
      </Loaded>
    </StepPanel>
  )
}
