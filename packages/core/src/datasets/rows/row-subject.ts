import type { EvaluationSubject } from '../../evaluators/index.ts'
import { readExpectedToolCalls } from './expected-tool-calls.ts'
import type { RowFields, RowOutput } from './row.ts'

/** Tool calls that a row expects stand in its metadata under `expectedToolCalls`. */
type Asked = Pick<RowFields, 'input' | 'expectedBehavior' | 'reference'> & Partial<Pick<RowFields, 'metadata'>>

/** An output of a row as its evaluators see it, beside what the row asks for. What the row leaves open is left out. */
export function subjectOfOutput(row: Asked, output: RowOutput): EvaluationSubject {
  return { ...askedOf(row), output: outputOf(output) }
}

/** The row's reference as if it had come out: what an evaluator of the row must pass. Null without a reference. */
export function subjectOfReference(row: Asked): EvaluationSubject | null {
  if (row.reference === null) return null
  const output = typeof row.reference === 'string' ? { text: row.reference } : { json: row.reference }
  return { ...askedOf(row), output }
}

function askedOf({ input, expectedBehavior, reference, metadata }: Asked): EvaluationSubject {
  const statement = expectedBehavior.trim()
  const toolCalls = readExpectedToolCalls(metadata?.expectedToolCalls)
  const expected = {
    ...(statement !== '' && { statement }),
    ...(reference !== null && { output: reference }),
    ...(toolCalls !== undefined && { toolCalls }),
  }
  return {
    input: JSON.parse(JSON.stringify(input)) as NonNullable<EvaluationSubject['input']>,
    ...(Object.keys(expected).length > 0 && { expected }),
  }
}

function outputOf({ messages, value }: RowOutput): NonNullable<EvaluationSubject['output']> {
  const said = typeof value === 'string' ? { text: value } : value === undefined ? {} : { json: value }
  return { ...said, ...(messages.length > 0 && { messages }) }
}
