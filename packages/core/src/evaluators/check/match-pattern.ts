import type { DefinitionOf } from '../definition/index.ts'
import { type EvaluationSubject, outputText } from '../evaluation-subject.ts'
import { type EvaluatorResult, failed, passed, unknown } from '../evaluator-result.ts'
import { compileLinearPattern, type LinearPattern } from '../pattern/index.ts'
import { noOutput } from './missing.ts'
import { quote } from './quote.ts'

// A definition is checked against many outputs; compiling costs more than most searches.
const compiled = new WeakMap<DefinitionOf<'regex'>, LinearPattern>()

/** Of the linear engine; the backtracking one runs outside, and its finding is judged by `decideMatch`. */
export function checkPattern(definition: DefinitionOf<'regex'>, subject: EvaluationSubject): EvaluatorResult {
  const text = outputText(subject)
  if (text === undefined) return noOutput
  let pattern = compiled.get(definition)
  if (pattern === undefined) {
    const compilation = compileLinearPattern(definition.pattern, definition)
    if (compilation.problem !== undefined)
      return unknown(`The pattern cannot be searched: ${compilation.problem.message}`)
    pattern = compilation.pattern
    compiled.set(definition, pattern)
  }
  return decideMatch(definition, pattern.isFoundIn(text))
}

/** The result for a search that found the pattern or did not; undefined: it was given up. */
export function decideMatch(definition: DefinitionOf<'regex'>, isFound: boolean | undefined): EvaluatorResult {
  const pattern = quote(definition.pattern)
  if (isFound === undefined) return unknown(`Searching the output for ${pattern} took too long`)
  const isRight = isFound === (definition.expect === 'match')
  const finding = isFound ? `The output matches ${pattern}` : `The output does not match ${pattern}`
  return isRight ? passed(finding) : failed(finding)
}
