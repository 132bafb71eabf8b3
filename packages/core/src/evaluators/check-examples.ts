import { z } from 'zod'
import { listed, quote } from './check/quote.ts'
import { evaluationSubjectSchema } from './evaluation-subject.ts'
import type { EvaluatorResult } from './evaluator-result.ts'

/** An output that an evaluator must pass or must fail, whatever else it does. */
export const evaluatorExampleSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  must: z.enum(['pass', 'fail']),
  subject: evaluationSubjectSchema,
})
export type EvaluatorExample = z.infer<typeof evaluatorExampleSchema>

export interface WrongExample {
  readonly name: string
  readonly must: 'pass' | 'fail'
  /** What came out; null when the example was not run. */
  readonly result: EvaluatorResult | null
}

export interface ExampleCheck {
  /** `unproven`: it has no example, or none of one kind, so nothing shows that it tells good from bad. */
  readonly state: 'right' | 'wrong' | 'unproven'
  /** False while it gets an example wrong. */
  readonly mayAttach: boolean
  readonly wrong: readonly WrongExample[]
  readonly message: string
}

/**
 * Whether an evaluator may be attached to rows: not while one of its own examples comes out wrong, or could not be judged.
 * `results` has a result for each example, in their order; judges and code are run by the caller.
 */
export function checkExamples(
  examples: readonly EvaluatorExample[],
  results: readonly (EvaluatorResult | null)[],
): ExampleCheck {
  const wrong = examples.flatMap(({ name, must }, index): WrongExample[] => {
    const result = results[index] ?? null
    return result?.outcome === must ? [] : [{ name, must, result }]
  })
  if (wrong.length > 0) {
    const count = `${wrong.length} of its ${examples.length} ${examples.length === 1 ? 'example' : 'examples'}`
    const message = `The evaluator gets ${count} wrong: ${listed(wrong.map(mistake), 5)}`
    return { state: 'wrong', mayAttach: false, wrong, message }
  }
  const missing = (['fail', 'pass'] as const).filter((must) => !examples.some((example) => example.must === must))
  if (missing.length > 0) {
    const message = `The evaluator has no example that it must ${missing.join(', and none that it must ')}`
    return { state: 'unproven', mayAttach: true, wrong, message }
  }
  return { state: 'right', mayAttach: true, wrong, message: `The evaluator gets its ${examples.length} examples right` }
}

function mistake({ name, must, result }: WrongExample): string {
  if (result === null) return `${quote(name)} was not run`
  const came = { pass: 'passes', fail: 'fails', unknown: 'could not be judged' }[result.outcome]
  return `${quote(name)} must ${must} and ${came} (${result.reason})`
}
