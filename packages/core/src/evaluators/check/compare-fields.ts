import type { JsonValue } from '../../traces/index.ts'
import type { DefinitionOf, FieldRule } from '../definition/index.ts'
import { type EvaluationSubject, valueText } from '../evaluation-subject.ts'
import { type EvaluatorResult, failed, passed, unknown } from '../evaluator-result.ts'
import { levenshteinRatio } from '../similarity/index.ts'
import { isWithin, toleranceText } from './compare-numbers.ts'
import { firstDifference, quoteValue } from './json-difference.ts'
import { figure, listed } from './quote.ts'
import { readJson, valueAt } from './read-json.ts'

type Field = DefinitionOf<'json_fields'>['fields'][number]

/** Why a field is wrong, as half a sentence; null when it is right; undefined when it cannot be judged. */
interface Finding {
  readonly field: Field
  readonly wrong: string | null | undefined
}

export function checkJsonFields(definition: DefinitionOf<'json_fields'>, subject: EvaluationSubject): EvaluatorResult {
  const read = readJson(subject, definition.allowCodeFence)
  if (read.value === undefined) return read.result
  const { value } = read
  const wantedOutput = expectedJson(subject)
  const findings = definition.fields.map((field): Finding => {
    const expected = field.expected ?? (wantedOutput === undefined ? undefined : valueAt(wantedOutput, field.path))
    return { field, wrong: wrongIn(field.rule, { found: valueAt(value, field.path), expected }) }
  })
  return decideFields(findings, definition.minScore)
}

/** Weights that are not judged could go either way: it is a pass or a fail only where they cannot change it. */
function decideFields(findings: readonly Finding[], minScore: number): EvaluatorResult {
  const weigh = (some: readonly Finding[]) => some.reduce((sum, { field }) => sum + field.weight, 0)
  const all = weigh(findings)
  const open = findings.filter(({ wrong }) => wrong === undefined)
  const right = weigh(findings.filter(({ wrong }) => wrong === null)) / all
  const wrongs = findings.flatMap(({ field, wrong }) =>
    typeof wrong === 'string' ? [`${placeOf(field)} ${wrong}`] : [],
  )
  const score = open.length === 0 ? Math.min(1, right) : null
  // Sums of fractions may miss a whole by a rounding.
  const slack = 1e-9
  if (right >= minScore - slack) {
    const reason = wrongs.length === 0 ? 'Every field is right' : `Enough fields are right, though ${listed(wrongs)}`
    return { ...passed(reason), score }
  }
  if (right + weigh(open) / all < minScore - slack) return { ...failed(`Wrong fields: ${listed(wrongs)}`), score }
  return unknown(`Nothing to compare with for ${listed(open.map(({ field }) => placeOf(field)))}`)
}

function placeOf({ path }: Field): string {
  return path === '' ? 'the whole output' : path
}

interface FieldValues {
  readonly found: JsonValue | undefined
  readonly expected: JsonValue | undefined
}

function wrongIn(rule: FieldRule, { found, expected }: FieldValues): string | null | undefined {
  if (rule.compare === 'present') return found === undefined || found === null ? 'is missing' : null
  if (rule.compare === 'absent') return found === undefined || found === null ? null : `is ${quoteValue(found)}`
  if (expected === undefined) return undefined
  if (found === undefined) return 'is missing'
  const instead = `is ${quoteValue(found)} instead of ${quoteValue(expected)}`
  switch (rule.compare) {
    case 'exact': {
      const difference = firstDifference(expected, found, 'exact')
      return difference === undefined
        ? null
        : typeof found === 'object' && found !== null
          ? `differs: ${difference}`
          : instead
    }
    case 'text':
      return foldedText(found) === foldedText(expected) ? null : instead
    case 'number':
      if (typeof expected !== 'number') return undefined
      return typeof found === 'number' && isWithin(found, expected, rule) ? null : `${instead}${toleranceText(rule)}`
    case 'similar': {
      const ratio = levenshteinRatio(valueText(found), valueText(expected))
      if (ratio === undefined) return undefined
      return ratio >= rule.minScore ? null : `${instead}, ${figure(ratio)} alike`
    }
  }
}

function foldedText(value: JsonValue): string {
  return valueText(value).trim().toLowerCase()
}

/** What the row expects, as JSON; a row may hold it as text. */
function expectedJson({ expected }: EvaluationSubject): JsonValue | undefined {
  if (typeof expected?.output !== 'string') return expected?.output
  const read = readJson({ output: { text: expected.output } }, true)
  return read.value
}
