import { type EvaluatorAccuracy, leastInformedness } from '@pawl/core'
import { IntervalBar, shareText } from '../../ui/interval-bar.tsx'

type Tone = 'accent' | 'ok' | 'error'

interface Figure {
  readonly label: string
  readonly meaning: string
  readonly value: number | null
  readonly interval: { readonly low: number; readonly high: number }
  readonly isShare: boolean
  readonly min?: number
  readonly mark?: number
  readonly tone?: Tone
}

function figuresOf(accuracy: EvaluatorAccuracy): readonly Figure[] {
  const { kappa, sensitivity, specificity, informedness, undecided, orderSwap, passRate } = accuracy
  const passes = passRate.judged.passed + passRate.judged.failed
  return [
    {
      label: 'Sensitivity',
      meaning: 'Of the outputs that people pass, it passes',
      value: sensitivity.rate,
      interval: sensitivity.interval,
      isShare: true,
    },
    {
      label: 'Specificity',
      meaning: 'Of the outputs that people fail, it fails',
      value: specificity.rate,
      interval: specificity.interval,
      isShare: true,
    },
    {
      label: 'Sensitivity + specificity − 1',
      meaning: `A gate needs a lower end of at least ${leastInformedness}; 0 is chance`,
      value: informedness.rate,
      interval: informedness.interval,
      isShare: false,
      min: -1,
      mark: leastInformedness,
      tone: informedness.interval.low >= leastInformedness ? 'ok' : 'error',
    },
    {
      label: "Cohen's κ",
      meaning: 'Agreement beyond chance; 1 is full agreement',
      value: kappa.kappa,
      interval: kappa.interval,
      isShare: false,
      min: -1,
    },
    {
      label: 'Undecided',
      meaning: 'Labelled outputs on which it could not say',
      value: undecided.rate,
      interval: undecided.interval,
      isShare: true,
    },
    ...(orderSwap
      ? [
          {
            label: 'Same choice in both orders',
            meaning: `Of ${orderSwap.pairCount} pairs; the first always won in ${orderSwap.alwaysFirst}, the last in ${orderSwap.alwaysLast}`,
            value: orderSwap.rate,
            interval: orderSwap.interval,
            isShare: true,
          },
        ]
      : []),
    {
      label: 'Pass rate, corrected by the labels',
      meaning: `It passes ${passRate.judged.passed} of ${passes} by itself; people would pass this share (PPI++)`,
      value: passRate.corrected.rate,
      interval: passRate.corrected.interval,
      isShare: true,
    },
  ]
}

/** Every figure with its 95 % interval, drawn on its scale. */
export const AccuracyFigures = ({ accuracy }: { readonly accuracy: EvaluatorAccuracy }) => (
  <section aria-label="Figures" className="rounded-lg border bg-surface">
    <dl>
      {figuresOf(accuracy).map((figure) => (
        <div
          key={figure.label}
          className="grid items-center gap-x-5 gap-y-1 border-b px-4 py-2.5 last:border-b-0 sm:grid-cols-[minmax(0,1fr)_12rem_10rem]"
        >
          <dt>
            <span className="font-medium">{figure.label}</span>
            <span className="block text-xs text-ink-3">{figure.meaning}</span>
          </dt>
          <dd className="contents">
            <IntervalBar
              value={figure.value}
              interval={figure.interval}
              {...(figure.min === undefined ? {} : { min: figure.min })}
              {...(figure.mark === undefined ? {} : { mark: figure.mark })}
              tone={figure.tone ?? 'accent'}
            />
            <span className="whitespace-nowrap sm:text-right">
              {figure.isShare ? shareText(figure.value, figure.interval) : plainText(figure)}
            </span>
          </dd>
        </div>
      ))}
    </dl>
    <p className="border-t px-4 py-2 text-xs text-ink-3">Bands are 95 % intervals. Few labels make them wide.</p>
  </section>
)

function plainText({ value, interval }: Figure): string {
  const text = (figure: number) => figure.toFixed(2).replace('-', '−')
  return `${value === null ? 'unknown' : text(value)} (${text(interval.low)} to ${text(interval.high)})`
}
