import {
  type DefinitionOf,
  decideMatch,
  type EvaluationSubject,
  type EvaluatorResult,
  outputText,
  readVerdict,
} from '@pawl/core'
import { type Judging, unknown } from './judging-means.ts'

export async function judgeByCode(
  { means, signal }: Judging,
  definition: DefinitionOf<'code'>,
  subject: EvaluationSubject,
): Promise<EvaluatorResult> {
  const { source, timeoutMs, memoryMb, minScore } = definition
  const task = { type: 'code', source, subject: JSON.stringify(withText(subject)), timeoutMs, memoryMb } as const
  const answer = await means.sandbox.run(task, signal)
  switch (answer.type) {
    case 'answer':
      return readVerdict(answer.value, minScore)
    case 'problem':
      return unknown(`The code gave no verdict: ${answer.message}`)
    case 'killed':
      return unknown(`The code gave no verdict: it did not end within its ${timeoutMs} ms and was killed`)
  }
}

/** Most code looks at the text of the output, wherever it stands in it. */
function withText(subject: EvaluationSubject): EvaluationSubject {
  const text = outputText(subject)
  return text === undefined ? subject : { ...subject, output: { ...subject.output, text } }
}

export async function judgeByPattern(
  { means, signal }: Judging,
  definition: DefinitionOf<'regex'>,
  subject: EvaluationSubject,
): Promise<EvaluatorResult> {
  const { pattern, ignoreCase, multiline, dotAll } = definition
  const text = outputText(subject)
  if (text === undefined) return unknown('There is no output to judge')
  const flags = `u${ignoreCase ? 'i' : ''}${multiline ? 'm' : ''}${dotAll ? 's' : ''}`
  const answer = await means.sandbox.run({ type: 'pattern', pattern, flags, text }, signal)
  if (answer.type === 'problem') return unknown(`The pattern cannot be searched: ${answer.message}`)
  return decideMatch(definition, answer.type === 'answer' ? answer.value === true : undefined)
}

export async function judgeBySchema(
  { means, signal }: Judging,
  definition: DefinitionOf<'json_schema'>,
  subject: EvaluationSubject,
): Promise<EvaluatorResult> {
  const { output } = subject
  const task = {
    type: 'json_schema',
    definition: JSON.stringify(definition),
    subject: JSON.stringify(output === undefined ? {} : { output }),
  } as const
  const answer = await means.sandbox.run(task, signal)
  switch (answer.type) {
    case 'answer':
      return answer.value as EvaluatorResult
    case 'problem':
      return unknown(`The JSON Schema cannot be used: ${answer.message}`)
    case 'killed':
      return unknown('Checking the output against the JSON Schema took too long')
  }
}
