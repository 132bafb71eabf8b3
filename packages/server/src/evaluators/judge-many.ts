import type { EvaluationSubject, EvaluatorDefinition, EvaluatorResult } from '@pawl/core'
import { type Judging, judgeSubject } from './judging/index.ts'

/** Enough to keep the sandbox's threads and a provider busy without holding up what others ask of them. */
const atOnce = 8

export interface TimedResult {
  readonly result: EvaluatorResult
  readonly durationMs: number
}

/** Judges subjects a few at a time, within a time limit; null for those that the limit cut off. */
export async function judgeMany(
  judging: Judging,
  definition: EvaluatorDefinition,
  { subjects, limitMs }: { readonly subjects: readonly EvaluationSubject[]; readonly limitMs: number },
): Promise<(TimedResult | null)[]> {
  const timeout = AbortSignal.timeout(limitMs)
  const limited = { ...judging, signal: AbortSignal.any([judging.signal, timeout]) }
  const results: (TimedResult | null)[] = subjects.map(() => null)
  const waiting = subjects.entries()
  const work = async () => {
    for (const [index, subject] of waiting) {
      const started = performance.now()
      try {
        const { result } = await judgeSubject(limited, definition, subject)
        results[index] = { result, durationMs: performance.now() - started }
      } catch (error) {
        judging.signal.throwIfAborted()
        if (!timeout.aborted) throw error
        return
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return results
}
