import {
  findPolicyWeakenings,
  type GatePolicy,
  gatePolicySchema,
  type LimitFigure,
  limitFigures,
  type PolicyWeakening,
  weighRow,
} from '@pawl/core'

/** A policy while it is edited; shares stand as percent, as people say them. */
export interface PolicyDraft {
  readonly usesAll: boolean
  readonly datasets: readonly string[]
  readonly required: string
  readonly floor: string
  readonly maxDrop: string
  readonly errorRate: string
  /** '' for no limit. */
  readonly limits: Readonly<Record<LimitFigure, string>>
  readonly maxTrials: string
  readonly maxCostUsd: string
}

const percent = (share: number | null): string => (share === null ? '' : String(Number((share * 100).toPrecision(10))))
const textOf = (value: number | null): string => (value === null ? '' : String(value))

export const draftOfPolicy = (policy: GatePolicy): PolicyDraft => ({
  usesAll: policy.datasets === 'all',
  datasets: policy.datasets === 'all' ? [] : policy.datasets,
  required: percent(policy.requiredPassProbability),
  floor: percent(policy.passFloor),
  maxDrop: percent(policy.maxDrop),
  errorRate: percent(policy.errorRate),
  limits: {
    cost: percent(policy.limits.cost),
    latency: percent(policy.limits.latency),
    tokens: percent(policy.limits.tokens),
  },
  maxTrials: textOf(policy.maxTrials),
  maxCostUsd: textOf(policy.maxCostUsd),
})

export type PolicyField =
  | 'datasets'
  | 'requiredPassProbability'
  | 'passFloor'
  | 'maxDrop'
  | 'errorRate'
  | 'maxTrials'
  | 'maxCostUsd'
  | LimitFigure

export interface ReadPolicy {
  /** Undefined while something is wrong. */
  readonly policy: GatePolicy | undefined
  readonly errors: Readonly<Partial<Record<PolicyField, string>>>
}

const shareOf = (text: string): number | undefined =>
  text.trim() === '' ? undefined : Number((Number(text) / 100).toPrecision(12))
const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text))

/** What the draft says as the API takes it, or what is wrong with it. */
export function readPolicyDraft(draft: PolicyDraft, environment: string): ReadPolicy {
  const read = gatePolicySchema.safeParse({
    environment,
    datasets: draft.usesAll ? 'all' : [...draft.datasets],
    requiredPassProbability: shareOf(draft.required),
    passFloor: shareOf(draft.floor),
    maxDrop: shareOf(draft.maxDrop),
    errorRate: shareOf(draft.errorRate),
    limits: Object.fromEntries(limitFigures.map((figure) => [figure, shareOf(draft.limits[figure]) ?? null])),
    maxTrials: numberOf(draft.maxTrials),
    maxCostUsd: numberOf(draft.maxCostUsd),
  })
  if (read.success) return { policy: read.data, errors: {} }
  const errors: Partial<Record<PolicyField, string>> = {}
  for (const { path, message } of read.error.issues) {
    const field = (path[0] === 'limits' ? path[1] : path[0]) as PolicyField
    errors[field] ??= field === 'datasets' ? 'Choose at least one, or all.' : message
  }
  return { policy: undefined, errors }
}

/** What protects less afterwards; each needs a reason. */
export const weakeningsOf = (before: GatePolicy, draft: ReadPolicy): readonly PolicyWeakening[] =>
  draft.policy === undefined ? [] : findPolicyWeakenings(before, draft.policy)

/** Passes in a row that show a row holds. */
export function fewestTrials({
  requiredPassProbability: required,
  passFloor: floor,
  errorRate,
}: Pick<GatePolicy, 'requiredPassProbability' | 'passFloor' | 'errorRate'>): number {
  const perPass = weighRow({ passed: 1, failed: 0 }, { required, floor }).logLikelihoodRatio
  return Math.ceil(Math.log(1 / errorRate) / perPass - 1e-9)
}
