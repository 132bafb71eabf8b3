import {
  type DefinitionOf,
  decideSimilarity,
  type EvaluationSubject,
  type EvaluatorResult,
  outputText,
  valueText,
} from '@pawl/core'
import { type Judging, runIdOf, unknown } from './judging-means.ts'

/** By the cosine of two embeddings. */
export async function judgeBySimilarity(
  { means, project, budget, signal, runId }: Judging,
  definition: DefinitionOf<'similarity'>,
  subject: EvaluationSubject,
): Promise<EvaluatorResult> {
  const { embedding, ignoreCase } = definition
  if (embedding === undefined) return unknown('The evaluator names no model of embeddings')
  const text = outputText(subject)
  const expected = definition.expected ?? subject.expected?.output
  if (text === undefined) return unknown('There is no output to judge')
  if (expected === undefined) {
    return unknown('Nothing to compare with: neither the evaluator nor the row has an expected output')
  }
  const texts = [text, valueText(expected)].map((each) => (ignoreCase ? each.toLowerCase() : each))
  if (texts.some((each) => each.trim() === '')) return unknown('An empty text has no embedding to compare')
  const attributes = { 'pawl.run.id': runIdOf({ project, budget, signal, runId }) }
  const [found, wanted] = await means.models.embed({ project, ...embedding, texts, budget, signal, attributes })
  const measured = cosine(found ?? [], wanted ?? [])
  if (measured === undefined) return unknown('The embeddings cannot be compared: they have no length or not the same')
  return decideSimilarity(definition, measured)
}

function cosine(a: readonly number[], b: readonly number[]): number | undefined {
  if (a.length !== b.length) return undefined
  let [dot, lengthA, lengthB] = [0, 0, 0]
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0
    dot += value * other
    lengthA += value * value
    lengthB += other * other
  }
  const measured = dot / Math.sqrt(lengthA * lengthB)
  return Number.isFinite(measured) ? measured : undefined
}
