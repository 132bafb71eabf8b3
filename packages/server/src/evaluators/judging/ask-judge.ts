import {
  type CriterionAnswer,
  type DefinitionOf,
  decideChoice,
  decidePairwise,
  decideRubric,
  type EvaluationSubject,
  isKnownPart,
  type JudgeChoices,
  type JudgePairwise,
  type JudgeRubric,
  type Message,
  outputText,
  type PairwiseChoice,
  valueText,
} from '@pawl/core'
import {
  choiceQuestion,
  criterionQuestion,
  type JudgeQuestion,
  pairwiseQuestion,
  readAnswer,
  readChoice,
  readWinner,
} from './judge-prompts.ts'
import { type Judgement, type Judging, runIdOf, unknown } from './judging-means.ts'

type Ask = (question: JudgeQuestion) => Promise<string>

/** Asks a model: each criterion of a rubric apart, a prompt once, a comparison in both orders. */
export async function askJudge(
  judging: Judging,
  { model, method }: DefinitionOf<'judge'>,
  subject: EvaluationSubject,
): Promise<Judgement> {
  if (outputText(subject) === undefined) return { result: unknown('There is no output to judge') }
  const ask: Ask = async ({ system, user }) => {
    const { message } = await judging.means.models.call({
      project: judging.project,
      provider: model.provider,
      model: model.model,
      messages: [textMessage('system', system), textMessage('user', user)],
      parameters: model.parameters ?? {},
      tools: [],
      cache: judging.cachePlace?.() ?? null,
      budget: judging.budget,
      traceparent: null,
      attributes: { 'pawl.run.id': runIdOf(judging) },
      signal: judging.signal,
    })
    return textOf(message)
  }
  switch (method.form) {
    case 'rubric':
      return await askRubric(ask, method, subject)
    case 'prompt':
      return await askChoice(ask, method, subject)
    case 'pairwise':
      return await askPairwise(ask, method, subject)
  }
}

async function askRubric(ask: Ask, rubric: JudgeRubric, subject: EvaluationSubject): Promise<Judgement> {
  const answers = await Promise.all(
    rubric.criteria.map(async (criterion): Promise<[string, CriterionAnswer]> => {
      const text = await ask(criterionQuestion(criterion, subject))
      return [criterion.id, { answer: readAnswer(text) ?? 'unclear', explanation: cut(text) }]
    }),
  )
  return { result: decideRubric(rubric, new Map(answers)) }
}

async function askChoice(ask: Ask, method: JudgeChoices, subject: EvaluationSubject): Promise<Judgement> {
  const text = await ask(choiceQuestion(method, subject))
  const result = decideChoice(method, readChoice(text, Object.keys(method.choices)))
  return { result: { ...result, reason: `${result.reason}: ${cut(text)}` } }
}

async function askPairwise(ask: Ask, method: JudgePairwise, subject: EvaluationSubject): Promise<Judgement> {
  const expected = subject.expected?.output
  if (expected === undefined) {
    return { result: unknown('Nothing to compare with: the row has no expected output') }
  }
  const [output, reference] = [outputText(subject) ?? '', valueText(expected)]
  const [first, second] = await Promise.all([
    ask(pairwiseQuestion(method, subject, { first: output, second: reference })),
    ask(pairwiseQuestion(method, subject, { first: reference, second: output })),
  ])
  const outputFirst = choiceOf(readWinner(first), { A: 'output', B: 'reference' })
  const referenceFirst = choiceOf(readWinner(second), { A: 'reference', B: 'output' })
  if (outputFirst === null || referenceFirst === null) {
    return { result: unknown(`The judge named no winner: ${cut(outputFirst === null ? first : second)}`) }
  }
  const choices = { outputFirst, referenceFirst }
  return { result: decidePairwise(method, choices), choices }
}

function choiceOf(
  winner: 'A' | 'B' | 'tie' | null,
  places: Readonly<Record<'A' | 'B', PairwiseChoice>>,
): PairwiseChoice | null {
  return winner === null || winner === 'tie' ? winner : places[winner]
}

const textMessage = (role: string, content: string): Message => ({ role, parts: [{ type: 'text', content }] })

export function textOf({ parts }: Message): string {
  return parts.flatMap((part) => (isKnownPart(part) && part.type === 'text' ? [part.content] : [])).join('\n')
}

/** A judge's words in a reason. */
function cut(text: string): string {
  const words = text.replace(/\s+/g, ' ').trim()
  return words.length > 600 ? `${words.slice(0, 600)}…` : words
}
