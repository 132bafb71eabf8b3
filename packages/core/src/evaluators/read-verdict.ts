import { z } from 'zod'
import { figure } from './check/quote.ts'
import { type EvaluatorResult, evaluatorOutcomes, failed, passed, unknown } from './evaluator-result.ts'

const scoreSchema = z.number().min(0).max(1)
const verdictSchema = z.object({
  score: scoreSchema.nullish(),
  outcome: z.enum(evaluatorOutcomes).nullish(),
  reason: z.string().nullish(),
})

/**
 * What code, a web service or a scorer library answered, as a result: a boolean, a score from 0 to 1, or an object with `score`,
 * `outcome` or both, and `reason`. A score without an outcome passes from `minScore` on. Anything else could not be judged.
 */
export function readVerdict(answer: unknown, minScore: number): EvaluatorResult {
  if (typeof answer === 'boolean') return answer ? passed('It answered true') : failed('It answered false')
  const verdict = typeof answer === 'number' ? { score: answer } : answer
  const parsed = verdictSchema.safeParse(verdict)
  const { score = null, outcome = null, reason = null } = parsed.success ? parsed.data : {}
  if (score === null && outcome === null) {
    return unknown(
      'The answer is no verdict: it must be true or false, a score from 0 to 1, or an object with "score" (0 to 1) or ' +
        '"outcome" ("pass", "fail" or "unknown"), and "reason"',
    )
  }
  if (outcome !== null)
    return { score: outcome === 'unknown' ? null : score, outcome, reason: reason ?? `It answered ${outcome}` }
  const isPass = (score ?? 0) >= minScore
  const finding = `The score is ${figure(score ?? 0)}, ${isPass ? 'at least' : 'less than'} ${minScore}`
  return { score, outcome: isPass ? 'pass' : 'fail', reason: reason === null ? finding : `${finding}: ${reason}` }
}
