import type { DefinitionOf } from '../definition/index.ts'
import { type EvaluationSubject, outputText } from '../evaluation-subject.ts'
import { type EvaluatorResult, failed, passed } from '../evaluator-result.ts'
import { firstDifference } from './json-difference.ts'
import { noExpectedOutput, noOutput } from './missing.ts'
import { listed, quote } from './quote.ts'
import { readJson } from './read-json.ts'

export function checkEquals(definition: DefinitionOf<'equals'>, subject: EvaluationSubject): EvaluatorResult {
  const expected = definition.expected ?? subject.expected?.output
  if (expected === undefined) return noExpectedOutput
  if (typeof expected !== 'string') {
    const read = readJson(subject, false)
    if (read.value === undefined) return read.result
    const difference = firstDifference(expected, read.value, 'exact')
    return difference === undefined
      ? passed('The output is the expected value')
      : failed(`The output differs: ${difference}`)
  }
  const text = outputText(subject)
  if (text === undefined) return noOutput
  const wanted = normalised(expected, definition)
  const found = normalised(text, definition)
  return wanted === found ? passed('The output is the expected text') : failed(differenceOf(wanted, found))
}

export function checkContains(definition: DefinitionOf<'contains'>, subject: EvaluationSubject): EvaluatorResult {
  const text = outputText(subject)
  if (text === undefined) return noOutput
  const found = folded(text, definition.ignoreCase)
  const [present, absent]: [string[], string[]] = [[], []]
  for (const value of definition.values) {
    const list = found.includes(folded(value, definition.ignoreCase)) ? present : absent
    list.push(quote(value))
  }
  const { length } = definition.values
  switch (definition.mode) {
    case 'all':
      return absent.length === 0
        ? passed(`The output contains ${listed(present)}`)
        : failed(`The output does not contain ${listed(absent)}`, present.length / length)
    case 'any':
      return present.length > 0
        ? passed(`The output contains ${listed(present)}`)
        : failed(`The output contains none of ${listed(absent)}`)
    case 'none':
      return present.length === 0
        ? passed(`The output contains none of ${listed(absent)}`)
        : failed(`The output contains ${listed(present)}, which it must not`)
  }
}

export function checkAffix(
  definition: DefinitionOf<'starts_with'> | DefinitionOf<'ends_with'>,
  subject: EvaluationSubject,
): EvaluatorResult {
  const text = outputText(subject)?.trim()
  if (text === undefined) return noOutput
  const found = folded(text, definition.ignoreCase)
  const value = folded(definition.value, definition.ignoreCase).trim()
  if (definition.kind === 'starts_with') {
    return found.startsWith(value)
      ? passed(`The output starts with ${quote(definition.value)}`)
      : failed(`The output starts with ${quote(text)} instead of ${quote(definition.value)}`)
  }
  return found.endsWith(value)
    ? passed(`The output ends with ${quote(definition.value)}`)
    : failed(`The output ends with ${quote(text.slice(-80))} instead of ${quote(definition.value)}`)
}

function folded(text: string, ignoreCase: boolean): string {
  return ignoreCase ? text.toLowerCase() : text
}

function normalised(text: string, { ignoreCase, whitespace }: DefinitionOf<'equals'>): string {
  const cased = folded(text, ignoreCase)
  if (whitespace === 'exact') return cased
  return whitespace === 'trim' ? cased.trim() : cased.trim().replace(/\s+/g, ' ')
}

function differenceOf(wanted: string, found: string): string {
  let at = 0
  while (at < wanted.length && wanted[at] === found[at]) at++
  if (at < 20) return `The output is ${quote(found)} instead of ${quote(wanted)}`
  const from = at - 10
  return `The output differs from character ${at + 1} on: ${quote(found.slice(from))} instead of ${quote(wanted.slice(from))}`
}
