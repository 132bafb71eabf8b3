import type { RowFields } from '@pawl/core'
import { inputText, outputTextOf, valueText } from './row-texts.ts'
import { labelWords, riskWords } from './words.ts'

/** A field of a row as a person reads it, for comparing two states. */
export function fieldText(name: string, value: unknown): string {
  if (value === null || value === undefined) return ''
  switch (name as keyof RowFields) {
    case 'input':
      return inputText(value as RowFields['input'])
    case 'observedOutput':
      return outputTextOf(value as NonNullable<RowFields['observedOutput']>)
    case 'evaluators':
      return (value as RowFields['evaluators']).join('\n')
    case 'labels':
      return (value as RowFields['labels']).map((label) => labelWords[label].label).join('\n')
    case 'risks':
      return (value as RowFields['risks']).map((risk) => riskWords[risk]).join('\n')
    case 'expectedBehavior':
    case 'reference':
    case 'priority':
      return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
    case 'context':
    case 'metadata':
    case 'source':
      return JSON.stringify(value, null, 2)
    case 'requiredPassProbability':
    case 'passFloor':
      return valueText(value)
  }
}
