import { z } from 'zod'

/** How a policy's error rate α is shared among the tests of one gate. */
export const errorRateSplitSchema = z.object({
  errorRate: z.number(),
  /** Of each test's "passes": a release passes only if all do, so each may err as often as the whole. */
  pass: z.object({ eachRow: z.number(), eachSet: z.number(), eachLimit: z.number() }),
  /** Of "fails": one suffices, so they share α (Bonferroni); half to rows, half to sets and limits, all to one where the other is missing. */
  fail: z.object({
    rows: z.number(),
    eachRow: z.number(),
    setsAndLimits: z.number(),
    eachSetOrLimit: z.number(),
  }),
})
export type ErrorRateSplit = z.infer<typeof errorRateSplitSchema>

export interface TestCounts {
  readonly rows: number
  readonly sets: number
  readonly limits: number
}

export function splitErrorRate(errorRate: number, { rows, sets, limits }: TestCounts): ErrorRateSplit {
  const others = sets + limits
  const ofRows = rows === 0 ? 0 : others === 0 ? errorRate : errorRate / 2
  const ofOthers = others === 0 ? 0 : errorRate - ofRows
  return {
    errorRate,
    pass: { eachRow: errorRate, eachSet: errorRate, eachLimit: errorRate },
    fail: {
      rows: ofRows,
      eachRow: rows === 0 ? 0 : ofRows / rows,
      setsAndLimits: ofOthers,
      eachSetOrLimit: others === 0 ? 0 : ofOthers / others,
    },
  }
}
