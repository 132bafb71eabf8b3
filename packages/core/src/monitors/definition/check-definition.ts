import { AppError } from '../../errors/index.ts'
import type { MonitorDefinition } from '../api/index.ts'
import { isQuantileMeasure, isScoreMeasure } from './kind-of-measure.ts'

/**
 * Whether a monitor can watch what it says.
 *
 * @throws AppError `bad_request` that says what is missing or does not go together
 */
export function checkDefinition({ metric, rule, sliceBy }: MonitorDefinition): void {
  const { measure } = metric
  if (isScoreMeasure(measure) && metric.scoreName === undefined) {
    throw refuse(
      `${measure} needs the name of a score.`,
      'metric.scoreName',
      'Name the score, as in `scoreName: correct`.',
    )
  }
  if (measure === 'label_share' && metric.label === undefined) {
    throw refuse('label_share needs a label.', 'metric.label', 'Name the label whose share is watched.')
  }
  if ((measure === 'response_model') !== (rule.kind === 'new_value')) {
    throw refuse(
      'The rule new_value and the measure response_model go together.',
      'rule.kind',
      measure === 'response_model'
        ? 'Write `rule: { kind: new_value }`.'
        : 'Write a rule of the kind shift or threshold.',
    )
  }
  if (rule.kind === 'new_value' && sliceBy !== null) {
    throw refuse('A monitor of new values has no slices.', 'sliceBy', 'Leave sliceBy out, or filter the metric.')
  }
  if (rule.kind === 'threshold' && rule.above === undefined && rule.below === undefined) {
    throw refuse('A threshold needs a bound.', 'rule', 'Give `above`, `below` or both.')
  }
  if (rule.kind === 'threshold' && rule.above !== undefined && rule.below !== undefined && isQuantileMeasure(measure)) {
    throw refuse(`${measure} takes one bound.`, 'rule', 'Make two monitors, one for each bound.')
  }
}

const refuse = (message: string, where: string, fix: string): AppError =>
  new AppError('bad_request', message, { where: `definition.${where}`, fix })
