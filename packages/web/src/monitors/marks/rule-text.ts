import type { MetricUnit, MonitorRule } from '@pawl/core'
import { formatCount, formatDuration } from '../../ui/format/index.ts'
import { formatFigure } from './figure-text.tsx'

const pointsText = (share: number): string => {
  const points = Number((share * 100).toFixed(1))
  return points === 1 ? '1 point' : `${points} points`
}

/** When a rule opens an alert, in a sentence. */
export function ruleText(rule: MonitorRule, unit: MetricUnit): string {
  switch (rule.kind) {
    case 'shift': {
      const way = rule.directions === 'both' ? 'moves either way' : 'gets worse'
      const days = rule.falseAlarmDays === 1 ? 'day' : `${formatCount(rule.falseAlarmDays)} days`
      return `When it ${way} by ${pointsText(rule.leastShift)} or more; one false alarm in ${days} at most.`
    }
    case 'threshold': {
      const bounds = [
        ...(rule.above === undefined ? [] : [`above ${formatFigure(rule.above, unit)}`]),
        ...(rule.below === undefined ? [] : [`below ${formatFigure(rule.below, unit)}`]),
      ]
      const span = formatDuration(rule.windowMinutes * 60_000).replace(/ 00 [sm]$| 0 h$/, '')
      return `When it is ${bounds.join(' or ') || 'beyond no bound'} over ${span}, of ${formatCount(rule.leastObservations)} observations or more.`
    }
    case 'new_value':
      return `When a model answers that never did before, or one falls silent; ${formatCount(rule.leastObservations)} answers are enough.`
  }
}
