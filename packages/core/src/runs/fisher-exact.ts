import type { RowOutcomes } from '../evaluators/index.ts'

/**
 * How often two samples drawn from one and the same rate differ as much as these or more: Fisher's exact test,
 * two-sided, adding up every table that is no likelier than the one seen. 1 when a sample is empty.
 */
export function fisherExact(
  before: Pick<RowOutcomes, 'passed' | 'failed'>,
  after: Pick<RowOutcomes, 'passed' | 'failed'>,
): number {
  const n = before.passed + before.failed
  const m = after.passed + after.failed
  const passed = before.passed + after.passed
  if (n === 0 || m === 0) return 1
  const least = Math.max(0, passed - m)
  const logs = logFactorials(n + m)
  const choose = (of: number, k: number) => (logs[of] ?? 0) - (logs[k] ?? 0) - (logs[of - k] ?? 0)
  const chance = (x: number) => Math.exp(choose(n, x) + choose(m, passed - x) - choose(n + m, passed))
  // Tables that are equally likely in exact arithmetic must not be told apart by rounding.
  const seen = chance(before.passed) * (1 + 1e-7)
  let p = 0
  for (let x = least; x <= Math.min(n, passed); x++) {
    const one = chance(x)
    if (one <= seen) p += one
  }
  return Math.min(1, p)
}

function logFactorials(most: number): Float64Array {
  const logs = new Float64Array(most + 1)
  for (let i = 2; i <= most; i++) logs[i] = (logs[i - 1] ?? 0) + Math.log(i)
  return logs
}
