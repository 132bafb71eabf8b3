import {
  AppError,
  type EvaluationSubject,
  type EvaluatorDefinition,
  type EvaluatorResult,
  evaluate,
  type OutsidePart,
  outsideParts,
} from '@pawl/core'
import { askJudge } from './ask-judge.ts'
import { judgeByAutoevals } from './judge-by-autoevals.ts'
import { judgeByHttp } from './judge-by-http.ts'
import { judgeByCode, judgeByPattern, judgeBySchema } from './judge-by-sandbox.ts'
import { judgeBySimilarity } from './judge-by-similarity.ts'
import { type Judgement, type Judging, unknown } from './judging-means.ts'

/**
 * Judges one output, with the parts that need a model, the network or a sandbox. What the output or the evaluator does
 * never throws: it is `unknown`, with the reason.
 *
 * @throws the reason of the signal; AppError `spending_cap_reached`
 */
export async function judgeSubject(
  judging: Judging,
  definition: EvaluatorDefinition,
  subject: EvaluationSubject,
): Promise<Judgement> {
  judging.signal.throwIfAborted()
  const parts = outsideParts(definition)
  if (parts.length === 0) return { result: evaluateSafely(definition, subject) }
  const outside = new Map<string, EvaluatorResult>()
  const judgeThose = async (those: readonly OutsidePart[]): Promise<readonly Judgement[]> => {
    const judgements = await Promise.all(those.map((part) => judgePart(judging, part, subject)))
    for (const [index, { path }] of those.entries())
      outside.set(path, judgements[index]?.result ?? unknown('It was not run'))
    return judgements
  }
  const costly = parts.filter((part) => asksOthers(part))
  await judgeThose(parts.filter((part) => !asksOthers(part)))
  // What the other parts decide, nobody need be asked; a weighted score wants all.
  if (definition.kind === 'combine' && definition.mode !== 'weighted') {
    const result = evaluateSafely(definition, subject, outside)
    if (result.outcome !== 'unknown') return { result }
  }
  const [judgement] = await judgeThose(costly)
  const choices = definition.kind === 'combine' ? undefined : judgement?.choices
  return { result: evaluateSafely(definition, subject, outside), ...(choices === undefined ? {} : { choices }) }
}

/** Whether a part costs money or another server's time. */
function asksOthers({ definition: { kind } }: OutsidePart): boolean {
  return kind === 'judge' || kind === 'autoevals' || kind === 'http' || kind === 'similarity'
}

function evaluateSafely(
  definition: EvaluatorDefinition,
  subject: EvaluationSubject,
  outside?: ReadonlyMap<string, EvaluatorResult>,
): EvaluatorResult {
  try {
    return evaluate(definition, subject, outside === undefined ? {} : { outside })
  } catch (error) {
    return unknown(`It could not be judged: ${messageOf(error)}`)
  }
}

async function judgePart(
  judging: Judging,
  { definition }: OutsidePart,
  subject: EvaluationSubject,
): Promise<Judgement> {
  try {
    switch (definition.kind) {
      case 'code':
        return { result: await judgeByCode(judging, definition, subject) }
      case 'regex':
        return { result: await judgeByPattern(judging, definition, subject) }
      case 'json_schema':
        return { result: await judgeBySchema(judging, definition, subject) }
      case 'http':
        return { result: await judgeByHttp(judging, definition, subject) }
      case 'similarity':
        return { result: await judgeBySimilarity(judging, definition, subject) }
      case 'judge':
        return await askJudge(judging, definition, subject)
      case 'autoevals':
        return { result: await judgeByAutoevals(judging, definition, subject) }
      default:
        return { result: evaluate(definition, subject) }
    }
  } catch (error) {
    judging.signal.throwIfAborted()
    // Who set the cap decides what becomes of the rest; a result that says "unknown" for ever would not be one.
    if (AppError.isInstance(error) && error.code === 'spending_cap_reached') throw error
    return { result: unknown(messageOf(error)) }
  }
}

function messageOf(error: unknown): string {
  if (AppError.isInstance(error)) return error.fix === undefined ? error.message : `${error.message} ${error.fix}`
  return error instanceof Error ? error.message : String(error)
}
