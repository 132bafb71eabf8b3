import type { PassRate, RunComparisonView, RunView } from '@pawl/core'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeftRight, ChevronLeft, Download } from 'lucide-react'
import { problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Rate } from '../../ui/interval-bar.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { showToast } from '../../ui/toast.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { TargetName } from '../marks/run-marks.tsx'
import { comparisonCsv } from './comparison-file.ts'
import { loadWholeComparison } from './load-comparison.ts'

export function CompareHeader({ view }: { readonly view: RunComparisonView }) {
  const { before, after, beforePassRate, afterPassRate, warnings } = view
  const navigate = useNavigate()
  const saving = useMutation({
    mutationFn: async (format: 'csv' | 'json') => {
      const rows = await loadWholeComparison({ before: before.id, after: after.id })
      const text = format === 'csv' ? comparisonCsv(rows) : JSON.stringify(rows, null, 2)
      saveFile(new Blob([text]), `compare-${before.id}-${after.id}.${format}`)
    },
    onError: (error) => showToast(problemOf(error).detail, 'error'),
  })
  return (
    <header className="border-b bg-surface px-4 py-2.5">
      <div className="mb-1.5 flex items-center gap-2">
        <Link to="/runs" search={{}} className="text-ink-3 hover:text-ink" aria-label="All runs">
          <ChevronLeft aria-hidden size={16} />
        </Link>
        <h1 className="mr-auto font-semibold">Comparison</h1>
        <Button
          icon={ArrowLeftRight}
          onClick={() =>
            void navigate({
              to: '/runs/$runId/compare/$otherId',
              params: { runId: after.id, otherId: before.id },
              search: {},
            })
          }
        >
          Swap
        </Button>
        <Menu trigger={<Button icon={Download}>Export</Button>}>
          <MenuItem onSelect={() => saving.mutate('csv')}>CSV, a line for each row</MenuItem>
          <MenuItem onSelect={() => saving.mutate('json')}>JSON</MenuItem>
        </Menu>
      </div>
      <div className="grid gap-x-6 gap-y-2 md:grid-cols-2">
        <SideHead label="Before" run={before} passRate={beforePassRate} />
        <SideHead label="After" run={after} passRate={afterPassRate} />
      </div>
      {warnings.map((warning) => (
        <p key={warning} className="mt-1.5 rounded-md bg-warn-soft px-2.5 py-1 text-xs text-warn">
          {oneLine(warning, 400)}
        </p>
      ))}
    </header>
  )
}

interface SideHeadProps {
  readonly label: string
  readonly run: RunView
  readonly passRate: PassRate
}

const SideHead = ({ label, run, passRate }: SideHeadProps) => (
  <section aria-label={label} className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-0.5">
    <span className="w-10 text-xs text-ink-3">{label}</span>
    <Link to="/runs/$runId" params={{ runId: run.id }} search={{}} className="min-w-0 hover:underline">
      <TargetName target={run.target} />
    </Link>
    <Rate value={passRate.rate} interval={passRate.interval} />
    <span className="truncate text-xs text-ink-3">
      {run.datasetName} r{run.datasetRevision}, <Instant iso={run.createdAt} as="relative" />
    </span>
  </section>
)
