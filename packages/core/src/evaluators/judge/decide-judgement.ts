import { combineResults } from '../check/combine-results.ts'
import { listed, quote } from '../check/quote.ts'
import type { JudgeChoices, JudgePairwise, JudgeRubric } from '../definition/index.ts'
import { type EvaluatorResult, failed, passed, unknown } from '../evaluator-result.ts'
import type { PairwiseChoice, SwappedJudgement } from './order-swap.ts'

/** A judge's answer to one yes/no question. `unclear`: it answered something else, or did not answer. */
export interface CriterionAnswer {
  readonly answer: 'yes' | 'no' | 'unclear'
  /** The judge's own words. */
  readonly explanation?: string
}

/** The result of a rubric from the answers to its criteria, by id. A question without an answer is not judged. */
export function decideRubric(rubric: JudgeRubric, answers: ReadonlyMap<string, CriterionAnswer>): EvaluatorResult {
  const parts = rubric.criteria.map(({ id, want, weight }) => {
    const { answer, explanation } = answers.get(id) ?? { answer: 'unclear' as const }
    return { name: id, weight, result: criterionResult(answer, want, explanation) }
  })
  return combineResults({ mode: 'weighted', minScore: rubric.minScore }, parts)
}

function criterionResult(
  answer: CriterionAnswer['answer'],
  want: 'yes' | 'no',
  explanation: string | undefined,
): EvaluatorResult {
  const words = explanation === undefined || explanation.trim() === '' ? '' : `: ${explanation.trim()}`
  if (answer === 'unclear') return unknown(`the judge answered neither yes nor no${words}`)
  const reason = `the judge answered ${answer}${words}`
  return answer === want ? passed(reason) : failed(reason)
}

/** The result of a judge prompt from the choice that the judge named, or null when it named none. */
export function decideChoice(method: JudgeChoices, choice: string | null): EvaluatorResult {
  const score = choice !== null && Object.hasOwn(method.choices, choice) ? method.choices[choice] : undefined
  if (score === undefined) {
    const options = listed(Object.keys(method.choices).map(quote), 10)
    const answer = choice === null ? 'nothing' : quote(choice)
    return unknown(`The judge chose ${answer}, and the choices are ${options}`)
  }
  const finding = `The judge chose ${quote(choice ?? '')}, worth ${score}`
  return score >= method.minScore
    ? passed(`${finding}, at least ${method.minScore}`, score)
    : failed(`${finding}, less than ${method.minScore}`, score)
}

const worth = { output: 1, tie: 0.5, reference: 0 } as const

/**
 * The result of a comparison that was asked in both orders. It counts where both answers say the same about what is wanted; a
 * judge whose choice follows the order has not judged the output.
 */
export function decidePairwise(method: JudgePairwise, judged: SwappedJudgement): EvaluatorResult {
  const meets = (choice: PairwiseChoice) => choice === 'output' || (choice === 'tie' && method.want === 'not_worse')
  const { outputFirst, referenceFirst } = judged
  const score = (worth[outputFirst] + worth[referenceFirst]) / 2
  if (meets(outputFirst) !== meets(referenceFirst)) {
    return unknown(
      `The judge’s choice depends on the order: ${nameOf(outputFirst)} with the output first, ${nameOf(referenceFirst)} with the expected output first`,
    )
  }
  const both =
    outputFirst === referenceFirst
      ? `The judge chose ${nameOf(outputFirst)} in both orders`
      : `The judge chose ${nameOf(outputFirst)} in one order and ${nameOf(referenceFirst)} in the other`
  return meets(outputFirst) ? passed(both, score) : failed(both, score)
}

function nameOf(choice: PairwiseChoice): string {
  return choice === 'tie' ? 'a tie' : choice === 'output' ? 'the output' : 'the expected output'
}
