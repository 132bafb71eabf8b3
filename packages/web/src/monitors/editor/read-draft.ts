import { type MetricUnit, type MonitorDefinition, monitorDefinitionSchema } from '@pawl/core'
import { parseDurationMs } from '../../ui/format/index.ts'
import { wordsOf } from '../marks/words.ts'
import { type MonitorDraft, suggestedName } from './monitor-draft.ts'

/** Undefined for an empty text; NaN for one that is no figure. */
function readFigure(text: string, unit: MetricUnit): number | undefined {
  const typed = text.trim()
  if (typed === '') return undefined
  if (unit === 'ms') return parseDurationMs(typed) ?? Number.NaN
  const value = Number(typed.replace(/[$%,\s]/g, ''))
  return unit === 'share' ? Number((value / 100).toPrecision(6)) : value
}

function ruleOf(draft: MonitorDraft, unit: MetricUnit): unknown {
  switch (draft.ruleKind) {
    case 'shift':
      return {
        kind: 'shift',
        directions: draft.directions,
        leastShift: readFigure(draft.leastShiftPoints, 'share') ?? 0,
        falseAlarmDays: Number(draft.falseAlarmDays),
      }
    case 'threshold': {
      const [above, below] = [readFigure(draft.above, unit), readFigure(draft.below, unit)]
      return {
        kind: 'threshold',
        ...(above !== undefined && { above }),
        ...(below !== undefined && { below }),
        windowMinutes: Number(draft.windowMinutes),
        leastObservations: Number(draft.leastObservations),
      }
    }
    case 'new_value':
      return { kind: 'new_value', leastObservations: Number(draft.leastAnswers) }
  }
}

function sliceOf({ sliceBy, metadataKey }: MonitorDraft): string | null {
  if (sliceBy === 'metadata') return `metadata:${metadataKey.trim()}`
  return sliceBy === '' ? null : sliceBy
}

function metricOf(draft: MonitorDraft): unknown {
  const { needs, hasQuantile } = wordsOf(draft.measure)
  const { range: _range, from: _from, to: _to, id: _id, runs: _runs, ...filter } = draft.filter
  const [scoreName, label] = [draft.scoreName.trim(), draft.label.trim()]
  return {
    ...{ measure: draft.measure, of: draft.of, filter },
    ...(needs !== undefined && scoreName !== '' && { scoreName }),
    ...(needs === 'label' && label !== '' && { label }),
    ...(hasQuantile && { quantile: readFigure(draft.percentile, 'share') ?? 0 }),
  }
}

/** Where the schema's places stand in the form. */
const fieldOf: Readonly<Record<string, keyof MonitorDraft>> = {
  name: 'name',
  description: 'description',
  'metric.scoreName': 'scoreName',
  'metric.label': 'label',
  'metric.quantile': 'percentile',
  sliceBy: 'metadataKey',
  'rule.leastShift': 'leastShiftPoints',
  'rule.falseAlarmDays': 'falseAlarmDays',
  'rule.above': 'above',
  'rule.below': 'below',
  'rule.windowMinutes': 'windowMinutes',
  'rule.leastObservations': 'leastObservations',
}

export type MonitorIssues = Readonly<Partial<Record<keyof MonitorDraft | 'other', string>>>

export interface ReadMonitor {
  /** Undefined while something is wrong. */
  readonly definition: MonitorDefinition | undefined
  /** What is wrong, by field. */
  readonly issues: MonitorIssues
}

/** Of a part of the form. */
export interface DraftFieldsProps {
  readonly draft: MonitorDraft
  readonly onChange: (draft: MonitorDraft) => void
  readonly issues: MonitorIssues
}

/** What the schema lets pass: names that the measure needs, and a threshold without a bound. */
function missing(draft: MonitorDraft): MonitorIssues {
  const { needs } = wordsOf(draft.measure)
  const isEmpty = (field: 'scoreName' | 'label' | 'metadataKey' | 'above' | 'below') => draft[field].trim() === ''
  return {
    ...(needs !== undefined && isEmpty('scoreName') && { scoreName: 'Name the score.' }),
    ...(needs === 'label' && isEmpty('label') && { label: 'Name the label.' }),
    ...(draft.sliceBy === 'metadata' && isEmpty('metadataKey') && { metadataKey: 'Name the key.' }),
    ...(draft.ruleKind === 'threshold' && isEmpty('above') && isEmpty('below') && { above: 'Say at least one bound.' }),
  }
}

/** The monitor that a draft says, or what is wrong with it. */
export function readDraft(draft: MonitorDraft): ReadMonitor {
  const parsed = monitorDefinitionSchema.safeParse({
    name: draft.name.trim() || suggestedName(draft),
    description: draft.description.trim(),
    metric: metricOf(draft),
    sliceBy: sliceOf(draft),
    rule: ruleOf(draft, wordsOf(draft.measure).unit),
    channels: draft.channels,
    isEnabled: draft.isEnabled,
  })
  const issues: Record<string, string> = { ...missing(draft) }
  for (const { path, message } of parsed.error?.issues ?? []) {
    const place = path.join('.')
    const known = fieldOf[place] ?? 'other'
    const field = known === 'leastObservations' && draft.ruleKind === 'new_value' ? 'leastAnswers' : known
    issues[field] ??= field === 'other' ? `${place}: ${message}` : message
  }
  return { definition: Object.keys(issues).length === 0 ? parsed.data : undefined, issues }
}
