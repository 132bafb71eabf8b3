import type { JsonValue } from '../../traces/index.ts'
import type { DefinitionOf } from '../definition/index.ts'
import { type EvaluationSubject, outputText } from '../evaluation-subject.ts'
import { type EvaluatorResult, failed, passed, unknown } from '../evaluator-result.ts'
import { noExpectedOutput, noOutput } from './missing.ts'
import { quote } from './quote.ts'
import { readJson, valueAt } from './read-json.ts'

interface Tolerance {
  readonly absolute: number
  readonly relative: number
}

/** Whether a number is as near as one of the tolerances allows; they are not added up. */
export function isWithin(found: number, expected: number, { absolute, relative }: Tolerance): boolean {
  return Math.abs(found - expected) <= Math.max(absolute, relative * Math.abs(expected))
}

export function toleranceText({ absolute, relative }: Tolerance): string {
  const allowed = [
    absolute > 0 ? `± ${absolute}` : '',
    relative > 0 ? `± ${Number((relative * 100).toPrecision(6))} %` : '',
  ]
  const text = allowed.filter((part) => part !== '').join(' or ')
  return text === '' ? '' : ` (${text})`
}

export function checkNumeric(definition: DefinitionOf<'numeric'>, subject: EvaluationSubject): EvaluatorResult {
  const wanted = definition.expected ?? expectedNumber(definition, subject)
  if (wanted === undefined) return noExpectedOutput
  if (wanted === null) return unknown('The row’s expected output holds no number to compare with')
  const found = numberIn(definition, subject)
  if (typeof found !== 'number') return found
  const comparison = `${found} and ${wanted} was expected${toleranceText(definition)}`
  return isWithin(found, wanted, definition)
    ? passed(`The number is ${comparison}`)
    : failed(`The number is ${comparison}: it is ${distance(found, wanted)} away`)
}

function distance(found: number, wanted: number): string {
  return String(Number(Math.abs(found - wanted).toPrecision(6)))
}

/** The number of the output, or the result that says why there is none. */
function numberIn(definition: DefinitionOf<'numeric'>, subject: EvaluationSubject): number | EvaluatorResult {
  const { at } = definition
  if (typeof at === 'object') {
    const read = readJson(subject, definition.allowCodeFence)
    if (read.value === undefined) return read.result
    return (
      numberOf(valueAt(read.value, at.path)) ?? failed(`There is no number at ${at.path === '' ? 'the top' : at.path}`)
    )
  }
  const text = outputText(subject)
  if (text === undefined) return noOutput
  const number = at === 'whole' ? wholeNumber(text) : numbersIn(text).at(at === 'first' ? 0 : -1)
  const what = at === 'whole' ? 'is not a number' : 'holds no number'
  return number ?? failed(`The output ${what}: ${quote(text)}`)
}

/** Null when the row expects something that is no number, undefined when it expects nothing. */
function expectedNumber({ at }: DefinitionOf<'numeric'>, { expected }: EvaluationSubject): number | null | undefined {
  const output = expected?.output
  if (output === undefined) return undefined
  const direct = numberOf(output)
  if (direct !== undefined) return direct
  if (typeof at === 'object') {
    const read = typeof output === 'string' ? readJson({ output: { text: output } }, true).value : output
    return (read === undefined ? undefined : numberOf(valueAt(read, at.path))) ?? null
  }
  return (typeof output === 'string' ? numbersIn(output).at(at === 'first' ? 0 : -1) : undefined) ?? null
}

function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : typeof value === 'string' ? wholeNumber(value) : undefined
}

/** A sign belongs to the number unless it joins it to what stands before (a date, a range). Commas group three digits. */
const numberForm =
  /(?<![\w.])[-+−]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,3}(?!\w))?|\d+(?:\.\d+)?/g

function numbersIn(text: string): number[] {
  return Array.from(text.matchAll(numberForm), ([written]) => toNumber(written)).filter(Number.isFinite)
}

function wholeNumber(text: string): number | undefined {
  const trimmed = text.trim()
  const [match] = trimmed.matchAll(numberForm)
  if (match === undefined || match[0].length !== trimmed.length) return undefined
  const number = toNumber(trimmed)
  return Number.isFinite(number) ? number : undefined
}

function toNumber(written: string): number {
  return Number(written.replaceAll(',', '').replace('−', '-'))
}
