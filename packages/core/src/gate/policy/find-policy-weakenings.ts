import { type GatePolicy, limitFigures } from './gate-policy.ts'

export interface PolicyWeakening {
  readonly field: string
  /** One sentence for whoever has to allow it. */
  readonly message: string
}

/**
 * What an environment is protected less by after a change of its policy. Whether "all" datasets are fewer than a list depends
 * on what there is, so going from one to the other counts.
 */
export function findPolicyWeakenings(before: GatePolicy, after: GatePolicy): readonly PolicyWeakening[] {
  const found: PolicyWeakening[] = []
  const weaker = (field: string, message: string) => found.push({ field, message })
  for (const field of ['requiredPassProbability', 'passFloor'] as const) {
    if (after[field] < before[field])
      weaker(field, `${words[field]} goes from ${before[field]} down to ${after[field]}`)
  }
  for (const field of ['maxDrop', 'errorRate'] as const) {
    if (after[field] > before[field]) weaker(field, `${words[field]} goes from ${before[field]} up to ${after[field]}`)
  }
  for (const figure of limitFigures) {
    const [was, is] = [before.limits[figure], after.limits[figure]]
    if (was === null || (is !== null && is <= was)) continue
    const now = is === null ? 'is gone' : `goes from ${was} up to ${is}`
    weaker(`limits.${figure}`, `The limit on the increase of ${figure} ${now}`)
  }
  if (before.datasets !== 'all' || after.datasets !== 'all') {
    const kept = new Set(after.datasets === 'all' ? before.datasets : after.datasets)
    const lost =
      before.datasets === 'all' ? ['those that are not in the list'] : before.datasets.filter((name) => !kept.has(name))
    if (lost.length > 0) weaker('datasets', `Fewer datasets protect ${after.environment}, without ${lost.join(', ')}`)
  }
  return found
}

const words = {
  requiredPassProbability: 'The required pass probability',
  passFloor: 'The pass floor',
  maxDrop: 'The tolerated drop',
  errorRate: 'The error rate',
} as const
