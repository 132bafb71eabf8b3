import type { MetricUnit, MonitorDefinition, SliceKey, WatchedMeasure } from '@pawl/core'
import { type FilterSearch, metadataKeyOf, parseFilterSearch } from '../../traces/index.ts'
import { formatDuration } from '../../ui/format/index.ts'
import { wordsOf } from '../marks/words.ts'
import type { NewMonitorSearch } from '../monitor-search.ts'

/** A monitor as it is typed: numbers are texts until they are read. */
export interface MonitorDraft {
  readonly name: string
  readonly description: string
  readonly measure: WatchedMeasure
  readonly of: 'traces' | 'spans'
  readonly filter: FilterSearch
  readonly scoreName: string
  readonly label: string
  readonly percentile: string
  /** '' for nothing, `metadata` for the key that stands in `metadataKey`. */
  readonly sliceBy: Exclude<SliceKey, `metadata:${string}`> | 'metadata' | ''
  readonly metadataKey: string
  readonly ruleKind: MonitorDefinition['rule']['kind']
  readonly directions: 'worse' | 'both'
  readonly leastShiftPoints: string
  readonly falseAlarmDays: string
  readonly above: string
  readonly below: string
  readonly windowMinutes: string
  readonly leastObservations: string
  readonly leastAnswers: string
  /** Null: all of the project. */
  readonly channels: readonly string[] | null
  readonly isEnabled: boolean
}

const defaults: MonitorDraft = {
  name: '',
  description: '',
  measure: 'error_rate',
  of: 'traces',
  filter: {},
  scoreName: '',
  label: '',
  percentile: '90',
  sliceBy: '',
  metadataKey: '',
  ruleKind: 'shift',
  directions: 'worse',
  leastShiftPoints: '2',
  falseAlarmDays: '90',
  above: '',
  below: '',
  windowMinutes: '60',
  leastObservations: '20',
  leastAnswers: '3',
  channels: null,
  isEnabled: true,
}

export function newDraft({ measure, scoreName, ...filter }: NewMonitorSearch): MonitorDraft {
  const draft = { ...defaults, filter: parseFilterSearch(filter), scoreName: scoreName ?? '' }
  return measure === undefined ? draft : withMeasure(draft, measure)
}

/** Another measure is watched by the rule that fits it. */
export function withMeasure(draft: MonitorDraft, measure: WatchedMeasure): MonitorDraft {
  const ordinary = draft.ruleKind === 'new_value' ? 'shift' : draft.ruleKind
  return {
    ...draft,
    measure,
    ruleKind: measure === 'response_model' ? 'new_value' : ordinary,
    directions: measure === 'request_count' ? 'both' : draft.directions,
  }
}

/** A figure as it is typed: percent, `1.5 s`, dollars, a number. */
function typedFigure(value: number | undefined, unit: MetricUnit): string {
  if (value === undefined) return ''
  if (unit === 'share') return String(Number((value * 100).toPrecision(6)))
  return unit === 'ms' ? formatDuration(value) : String(value)
}

export function draftOf(definition: MonitorDefinition): MonitorDraft {
  const { name, description, metric, sliceBy, rule, channels, isEnabled } = definition
  const { unit } = wordsOf(metric.measure)
  const metadataKey = sliceBy === null ? undefined : metadataKeyOf(sliceBy)
  return {
    ...defaults,
    ...{ name, description, channels, isEnabled },
    measure: metric.measure,
    of: metric.of,
    filter: parseFilterSearch(metric.filter),
    scoreName: metric.scoreName ?? '',
    label: metric.label ?? '',
    percentile: String(Number((metric.quantile * 100).toFixed(1))),
    sliceBy: metadataKey === undefined ? ((sliceBy ?? '') as MonitorDraft['sliceBy']) : 'metadata',
    metadataKey: metadataKey ?? '',
    ruleKind: rule.kind,
    ...(rule.kind === 'shift' && {
      directions: rule.directions,
      leastShiftPoints: String(Number((rule.leastShift * 100).toFixed(2))),
      falseAlarmDays: String(rule.falseAlarmDays),
    }),
    ...(rule.kind === 'threshold' && {
      above: typedFigure(rule.above, unit),
      below: typedFigure(rule.below, unit),
      windowMinutes: String(rule.windowMinutes),
      leastObservations: String(rule.leastObservations),
    }),
    ...(rule.kind === 'new_value' && { leastAnswers: String(rule.leastObservations) }),
  }
}

/** A name from what is watched, until one is typed: `score-pass-rate-is-polite`. */
export function suggestedName({ measure, scoreName, label }: MonitorDraft): string {
  const { needs } = wordsOf(measure)
  const parts = [measure.replace(/_(ms|usd)$/, ''), needs ? scoreName : '', needs === 'label' ? label : '']
  const name = parts
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .slice(0, 100)
  return name.replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
}
