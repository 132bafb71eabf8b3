import { readFile } from 'node:fs/promises'
import {
  AppError,
  type EvaluationSubject,
  type EvaluatorResult,
  evaluationSubjectSchema,
  evaluatorTrialAnswerSchema,
  spanDetailSchema,
  subjectOfSpan,
  traceDetailSchema,
} from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import { formatDuration } from '../layout/format-value.ts'
import type { Paint } from '../layout/paint.ts'
import { safeLine } from '../layout/safe-text.ts'
import { fetchVersion, paintedOutcome } from './evaluator-calls.ts'
import { readEvaluatorFile } from './push-evaluators.ts'

export interface TryRequest {
  /** A name, name@3, or a file. */
  readonly evaluator: string
  readonly text: string | undefined
  readonly subjectFile: string | undefined
  readonly traceId: string | undefined
  readonly spanId: string | undefined
}

/** Judges one output without saving anything: one that is typed, in a file, or in a trace; else the evaluator's own examples. */
export async function tryEvaluator(context: CommandContext, request: TryRequest): Promise<void> {
  const { definition, examples } = /\.ya?ml$/i.test(request.evaluator)
    ? await readEvaluatorFile(request.evaluator)
    : await fetchVersion(context.api, request.evaluator)
  const given = await subjectOf(context.api, request)
  const subjects =
    given === undefined
      ? examples.map(({ name, subject }) => ({ name, subject }))
      : [{ name: 'output', subject: given }]
  if (subjects.length === 0) {
    throw new AppError('bad_request', 'There is nothing to judge.', {
      fix: 'Give --text, --subject or --trace, or add examples to the evaluator.',
    })
  }
  const { results } = await context.api.fetchAnswer('/api/evaluators/try', evaluatorTrialAnswerSchema, {
    method: 'POST',
    body: { definition, subjects: subjects.slice(0, 50).map(({ subject }) => subject) },
  })
  const named = results.map((each, index) => ({ name: subjects[index]?.name ?? '', ...each }))
  context.printResult({ results: named }, () =>
    named
      .map(
        ({ name, result, durationMs }) =>
          `${safeLine(name)}: ${renderResult(result, context.paint)} ${context.paint('dim', formatDuration(durationMs))}\n`,
      )
      .join(''),
  )
}

function renderResult(result: EvaluatorResult, paint: Paint): string {
  const score = result.score === null ? '' : ` ${Number(result.score.toFixed(4))}`
  const parts = (result.parts ?? []).map((part) => `\n    ${renderResult(part, paint)}`)
  return `${paintedOutcome(result, paint)}${score}  ${safeLine(result.reason)}${parts.join('')}`
}

async function subjectOf(api: ApiClient, request: TryRequest): Promise<EvaluationSubject | undefined> {
  const { text, subjectFile, traceId, spanId } = request
  if (text !== undefined) return { output: { text } }
  if (subjectFile !== undefined) return await readSubject(subjectFile)
  if (traceId === undefined) return undefined
  const trace = `/api/traces/${encodeURIComponent(traceId)}`
  const id = spanId ?? (await api.fetchAnswer(trace, traceDetailSchema)).trace.rootSpanId
  return subjectOfSpan(await api.fetchAnswer(`${trace}/spans/${encodeURIComponent(id)}`, spanDetailSchema))
}

async function readSubject(path: string): Promise<EvaluationSubject> {
  const text = await readFile(path, 'utf8')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new AppError('bad_request', `${path} is not JSON: ${(error as Error).message}`, { where: path })
  }
  const parsed = evaluationSubjectSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new AppError('bad_request', `${path}: ${issue?.path.join('.')}: ${issue?.message}`, {
    where: path,
    fix: 'Write JSON such as {"input": …, "output": {"text": "…"}, "expected": {"output": "…"}}.',
  })
}
