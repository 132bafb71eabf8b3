import type { DefinitionOf, ExpectedToolCall } from '../definition/index.ts'
import { type EvaluationSubject, madeToolCalls, type ToolCall } from '../evaluation-subject.ts'
import { type EvaluatorResult, failed, passed, unknown } from '../evaluator-result.ts'
import { openArguments } from '../open-arguments.ts'
import { firstDifference } from './json-difference.ts'
import { longestCommonPairs, mostPairs, type Pairing } from './pair-calls.ts'
import { listed } from './quote.ts'

const maxCalls = 1000

export function checkToolCalls(definition: DefinitionOf<'tool_calls'>, subject: EvaluationSubject): EvaluatorResult {
  const wanted = definition.expected ?? subject.expected?.toolCalls
  if (wanted === undefined) {
    return unknown('Nothing to compare with: neither the evaluator nor the row has expected tool calls')
  }
  const recorded = madeToolCalls(subject)
  if (recorded === undefined) return unknown('The tool calls were not recorded')
  const isLookedAt = ({ name }: { name: string }) => definition.tools?.includes(name) ?? true
  const expected = wanted.filter(isLookedAt)
  const isFailure = ({ isError }: ToolCall) => definition.ignoreFailed === true && isError === true
  const made = recorded.filter((call) => isLookedAt(call) && !isFailure(call))
  if (made.length > maxCalls)
    return unknown(`${made.length} tool calls were made, more than ${maxCalls} are not compared`)
  const differences = expected.map((call) => made.map((other) => differenceOf(call, other, definition)))
  const fits = (i: number, j: number) => differences[i]?.[j] === null
  const size = { expected: expected.length, made: made.length }
  const pairing = definition.order === 'any' ? mostPairs(size, fits) : longestCommonPairs(size, fits)
  const failures = recorded.filter(isFailure)
  return decideCalls(definition, { expected, made, failures, differences, pairing, unordered: mostPairs(size, fits) })
}

interface Comparison {
  readonly expected: readonly ExpectedToolCall[]
  readonly made: readonly ToolCall[]
  /** Calls that do not count because they failed. */
  readonly failures: readonly ToolCall[]
  /** For each expected and each made call: null where they fit, undefined for another tool, else what differs. */
  readonly differences: readonly (readonly (string | null | undefined)[])[]
  readonly pairing: Pairing
  readonly unordered: Pairing
}

function decideCalls(definition: DefinitionOf<'tool_calls'>, comparison: Comparison): EvaluatorResult {
  const { expected, made, pairing } = comparison
  const taken = new Set(pairing.values())
  const extra = definition.extraCalls === 'refuse' ? made.filter((_, index) => !taken.has(index)) : []
  if (pairing.size === expected.length && extra.length === 0) {
    const names = listed(expected.map(({ name }) => name))
    return passed(
      expected.length === 0 ? 'No tool call was expected, and none was made' : `Called as expected: ${names}`,
    )
  }
  const score = pairing.size / (expected.length + extra.length)
  return failed(sentence(comparison, extra), score)
}

function sentence(comparison: Comparison, extra: readonly ToolCall[]): string {
  const { expected, made, failures, differences, pairing, unordered } = comparison
  if (unordered.size === expected.length && pairing.size < expected.length) {
    return `The expected calls were made in another order: ${listed(
      made.map(({ name }) => name),
      10,
    )}`
  }
  const taken = new Set(pairing.values())
  const blamed = new Set<ToolCall>()
  const problems = expected.flatMap(({ name }, i) => {
    if (pairing.has(i)) return []
    const other = made.findIndex(
      (call, j) => !taken.has(j) && !blamed.has(call) && typeof differences[i]?.[j] === 'string',
    )
    const call = made[other]
    if (call === undefined) {
      return [failures.some((failure) => failure.name === name) ? `${name} failed` : `${name} was not called`]
    }
    blamed.add(call)
    return [`${name} was called with other arguments (${differences[i]?.[other]})`]
  })
  const unexpected = extra
    .filter((call) => !blamed.has(call))
    .map(({ name }) => `${name} was called though not expected`)
  return `Tool calls differ: ${listed([...problems, ...unexpected])}`
}

function differenceOf(
  expected: ExpectedToolCall,
  made: ToolCall,
  definition: DefinitionOf<'tool_calls'>,
): string | null | undefined {
  if (expected.name !== made.name) return undefined
  if (definition.arguments === 'ignore' || expected.arguments === undefined) return null
  const [wanted, found] = [openArguments(expected.arguments), openArguments(made.arguments)]
  return firstDifference(wanted, found, definition.arguments) ?? null
}
