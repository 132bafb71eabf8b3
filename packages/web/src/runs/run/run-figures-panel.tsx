import type { FigureSummary, RunSummaryView } from '@pawl/core'
import type { ReactNode } from 'react'
import { formatCompact, formatCostUsd, formatCount, formatDuration, formatShare } from '../../ui/format/index.ts'
import { IntervalBar, intervalText, Rate } from '../../ui/interval-bar.tsx'
import { oneLine } from '../../ui/visible-text.ts'

/** Everything the run says in figures; a rate always with its interval. */
export const RunFigures = ({ summary }: { readonly summary: RunSummaryView }) => (
  <section aria-label="Figures" className="border-b bg-surface px-4 py-3">
    <div className="grid grid-cols-2 gap-x-6 gap-y-3 md:grid-cols-[minmax(15rem,1.4fr)_repeat(4,minmax(0,1fr))]">
      <PassRate summary={summary} />
      <Figure label="All of k trials pass" title="How likely k trials of one row all pass (pass^k)">
        <PassAllOf summary={summary} />
      </Figure>
      <Figure label="Flake rate" title="How likely two trials of one row disagree, mean over the rows">
        {summary.flakeRate === null ? <None why="needs two trials of a row" /> : formatShare(summary.flakeRate)}
      </Figure>
      <Figure label="Latency" title={missingText(summary.latencyMs)}>
        <Quantiles figure={summary.latencyMs} format={formatDuration} />
      </Figure>
      <Figure label="Cost and tokens" title={missingText(summary.costUsd)}>
        <Sums cost={summary.costUsd} tokens={summary.totalTokens} />
      </Figure>
    </div>
    <Evaluators summary={summary} />
  </section>
)

function Figure({
  label,
  title,
  children,
}: {
  readonly label: string
  readonly title: string
  readonly children: ReactNode
}) {
  return (
    <div className="min-w-0" title={title}>
      <p className="text-xs text-ink-3">{label}</p>
      <div className="mt-0.5 text-base">{children}</div>
    </div>
  )
}

const None = ({ why }: { readonly why: string }) => <span className="text-xs text-ink-3">{why}</span>

function PassRate({ summary }: { readonly summary: RunSummaryView }) {
  const { passRate, trials } = summary
  const { rate, interval, passed, failed, unknown } = passRate
  const apart = [
    unknown > 0 ? `${formatCount(unknown)} unknown` : '',
    trials.error > 0 ? `${formatCount(trials.error)} ${trials.error === 1 ? 'error' : 'errors'}` : '',
    trials.unrecorded_tool_call > 0
      ? `${formatCount(trials.unrecorded_tool_call)} unrecorded ${trials.unrecorded_tool_call === 1 ? 'call' : 'calls'}`
      : '',
  ].filter((text) => text !== '')
  return (
    <div className="col-span-2 min-w-0 md:col-span-1">
      <p className="text-xs text-ink-3">Pass rate, 95 % interval</p>
      <p className="flex items-baseline gap-2">
        <span className="text-xl font-semibold">{rate === null ? '—' : formatShare(rate)}</span>
        <span className="text-ink-2">{intervalText(interval)}</span>
      </p>
      <IntervalBar value={rate} interval={interval} className="mt-1 w-full max-w-64" />
      <p className="mt-1 text-xs text-ink-3">
        {formatCount(passed)} of {formatCount(passed + failed)} decided trials passed
        {apart.length > 0 ? `; apart: ${apart.join(', ')}` : ''}
      </p>
    </div>
  )
}

function PassAllOf({ summary: { passAllOf } }: { readonly summary: RunSummaryView }) {
  const known = passAllOf.filter(({ rate }) => rate !== null)
  if (known.length === 0) return <None why="no decided trial yet" />
  return (
    <ul className="flex flex-wrap gap-x-3">
      {known.slice(0, 5).map(({ k, rate, rowCount }) => (
        <li key={k} title={`of ${rowCount} rows with at least ${k} decided trials`}>
          <span className="text-xs text-ink-3">{k}:</span> {formatShare(rate ?? 0)}
        </li>
      ))}
    </ul>
  )
}

function Quantiles({ figure, format }: { readonly figure: FigureSummary; readonly format: (value: number) => string }) {
  if (figure.p50 === null || figure.p95 === null) return <None why="not recorded" />
  return (
    <>
      {format(figure.p50)} <span className="text-xs text-ink-3">p50 · </span>
      {format(figure.p95)} <span className="text-xs text-ink-3">p95</span>
    </>
  )
}

function Sums({ cost, tokens }: { readonly cost: FigureSummary; readonly tokens: FigureSummary }) {
  return (
    <>
      {cost.sum === null ? <None why="no price known" /> : formatCostUsd(cost.sum)}
      {cost.missing > 0 && cost.sum !== null ? <span className="text-xs text-ink-3"> known</span> : null}
      {tokens.sum === null ? null : (
        <span className="block text-xs text-ink-3">{formatCompact(tokens.sum)} tokens</span>
      )}
    </>
  )
}

const missingText = ({ count, missing }: FigureSummary): string =>
  missing === 0
    ? `Of ${formatCount(count)} trials`
    : `Of ${formatCount(count)} trials; ${formatCount(missing)} have none`

function Evaluators({ summary: { evaluators } }: { readonly summary: RunSummaryView }) {
  if (evaluators.length === 0) return null
  return (
    <details className="mt-3" open={evaluators.length <= 4}>
      <summary className="cursor-pointer text-xs font-medium text-ink-2">
        {evaluators.length} {evaluators.length === 1 ? 'evaluator' : 'evaluators'}
      </summary>
      <ul className="mt-1.5 grid grid-cols-1 gap-x-8 gap-y-1 lg:grid-cols-2">
        {evaluators.map(({ evaluator, evaluatorVersion, passRate }) => (
          <li key={`${evaluator} ${evaluatorVersion}`} className="flex items-center gap-3">
            <span className="min-w-0 flex-1 truncate">
              {oneLine(evaluator, 100)}{' '}
              <span className="font-mono text-2xs text-ink-3">{evaluatorVersion.slice(0, 8)}</span>
            </span>
            {passRate.unknown > 0 ? (
              <span className="text-xs text-ink-3">{formatCount(passRate.unknown)} unknown</span>
            ) : null}
            <Rate value={passRate.rate} interval={passRate.interval} className="w-48 shrink-0" />
          </li>
        ))}
      </ul>
    </details>
  )
}
