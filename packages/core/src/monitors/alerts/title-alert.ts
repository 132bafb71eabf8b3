import type { MetricInterval, MetricUnit, WatchedMetric } from '../../traces/index.ts'
import type { AlertSlice } from '../api/index.ts'
import type { ShiftFinding } from '../watch/finding.ts'
import { nameMetric, nameSlice, shortLine } from './name-metric.ts'
import { writeFigure } from './write-figure.ts'

export interface TitledAlert {
  readonly metric: WatchedMetric
  readonly unit: MetricUnit
  readonly kind: ShiftFinding['kind']
  readonly direction: ShiftFinding['direction']
  readonly slice: AlertSlice | null
  /** For new and silent values: which. */
  readonly value: string | null
  readonly before: MetricInterval | null
  readonly now: MetricInterval | null
}

/** What moved, in one line: "Error rate of model gpt-4o rose from 2.1 % to 9.8 %". */
export function titleAlert(alert: TitledAlert): string {
  const { metric, unit, kind, slice, now } = alert
  const what = slice === null ? nameMetric(metric) : `${nameMetric(metric)} of ${nameSlice(slice)}`
  switch (kind) {
    case 'new_value':
      return `New: ${nameValue(alert.value ?? '')} answers${ofSlice(slice)}`
    case 'silent_value':
      return `${capital(nameValue(alert.value ?? ''))} answers no more${ofSlice(slice)}`
    case 'threshold':
      return now === null
        ? `${what} is past its threshold`
        : `${what} is ${writeFigure(now.value, unit)}, past its threshold`
    case 'shift':
      return `${what} ${movement(alert)}`
  }
}

function movement({ unit, direction, before, now }: TitledAlert): string {
  if (before === null || now === null) return direction === 'worse' ? 'is worse than usual' : 'is better than usual'
  const [from, to] = [writeFigure(before.value, unit), writeFigure(now.value, unit)]
  if (from === to) return direction === 'worse' ? `is worse than its usual ${from}` : `is better than its usual ${from}`
  return `${now.value > before.value ? 'rose' : 'fell'} from ${from} to ${to}`
}

const fingerprint = 'fingerprint:'

const nameValue = (value: string): string =>
  value.startsWith(fingerprint)
    ? `the provider's fingerprint ${shortLine(value.slice(fingerprint.length))}`
    : `the response model ${shortLine(value)}`

const ofSlice = (slice: AlertSlice | null): string => (slice === null ? '' : ` (${nameSlice(slice)})`)

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
