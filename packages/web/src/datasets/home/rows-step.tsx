import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Loaded } from '../../api/index.ts'
import { formatCount } from '../../ui/format/index.ts'
import { FigureLink, StepLine, StepLines, StepLineText, StepPanel } from '../../ui/step-panel.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { datasetListQuery } from '../dataset-queries.ts'

const mostLines = 4

/** Which rows protect, which are proven, and which wait for somebody to finish them. */
export function RowsStep() {
  const list = useQuery(datasetListQuery())
  const datasets = list.data?.datasets ?? []
  const sum = (of: (dataset: (typeof datasets)[number]) => number) =>
    list.data === undefined ? '—' : formatCount(datasets.reduce((total, dataset) => total + of(dataset), 0))
  const link = (figure: ReactNode) => <FigureLink to="/datasets">{figure}</FigureLink>
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
          <StepLines>
            {[...waiting, ...datasets.filter(({ rowCounts }) => rowCounts.draft === 0)]
              .slice(0, mostLines)
              .map(({ id, name, rowCounts, protects }) => (
                <StepLine
                  key={id}
                  to="/datasets/$dataset"
                  params={{ dataset: name }}
                  search={rowCounts.draft > 0 ? { status: ['draft'] } : {}}
                >
                  <StepLineText name={name}>{oneLine(protects, 160)}</StepLineText>
                  <span className="shrink-0 text-xs text-ink-3">
                    {rowCounts.draft > 0
                      ? `${formatCount(rowCounts.draft)} to review`
                      : `${formatCount(rowCounts.active)} active`}
                  </span>
                </StepLine>
              ))}
          </StepLines>
        )}
      </Loaded>
    </StepPanel>
  )
}
