import type { DefinitionOf } from '../definition/index.ts'
import { type EvaluationSubject, outputText, valueText } from '../evaluation-subject.ts'
import { type EvaluatorResult, failed, passed, unknown } from '../evaluator-result.ts'
import { bleuScore, levenshteinRatio, rougeL, splitTokens, splitWords } from '../similarity/index.ts'
import { noExpectedOutput, noOutput } from './missing.ts'
import { figure } from './quote.ts'

/** Of the methods that need no model; a cosine of embeddings is made outside and judged by `decideSimilarity`. */
export function checkSimilarity(definition: DefinitionOf<'similarity'>, subject: EvaluationSubject): EvaluatorResult {
  const expected = definition.expected ?? subject.expected?.output
  if (expected === undefined) return noExpectedOutput
  const text = outputText(subject)
  if (text === undefined) return noOutput
  const [found, wanted] = [text, valueText(expected)].map((each) => (definition.ignoreCase ? each.toLowerCase() : each))
  return decideSimilarity(definition, measure(definition.method, found as string, wanted as string))
}

function measure(method: DefinitionOf<'similarity'>['method'], found: string, wanted: string): number | undefined {
  switch (method) {
    case 'levenshtein':
      return levenshteinRatio(found, wanted)
    case 'bleu':
      return bleuScore(splitTokens(found), splitTokens(wanted))
    case 'rouge_l':
      return rougeL(splitWords(found), splitWords(wanted))
    case 'embedding':
      return undefined
  }
}

const names = { levenshtein: 'Levenshtein ratio', bleu: 'BLEU', rouge_l: 'ROUGE-L', embedding: 'cosine' } as const

/** The result for a measured similarity; undefined: the texts are too long to compare. A negative cosine counts as 0. */
export function decideSimilarity(
  definition: DefinitionOf<'similarity'>,
  measured: number | undefined,
): EvaluatorResult {
  if (measured === undefined || !Number.isFinite(measured)) {
    return unknown(`The output and the expected one are too long for the ${names[definition.method]}`)
  }
  const score = Math.min(1, Math.max(0, measured))
  const finding = `The ${names[definition.method]} to the expected output is ${figure(score)}`
  return score >= definition.minScore
    ? passed(`${finding}, at least ${definition.minScore}`, score)
    : failed(`${finding}, less than ${definition.minScore}`, score)
}
