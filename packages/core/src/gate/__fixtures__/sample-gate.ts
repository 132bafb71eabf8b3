import {
  continueEvidence,
  type GateEvidence,
  type GatePolicyInput,
  type GateRow,
  type GateSubject,
  type GateTrial,
  type GateTrialNeed,
  gateEvidenceSchema,
  gatePolicySchema,
  nextTrials,
  type TrialUse,
} from '../../index.ts'

export interface SampleDataset {
  readonly name?: string
  readonly rows: readonly (Partial<GateRow> & { readonly rowId: string })[]
  readonly outcomes?: 'random' | 'fixed'
  readonly baselinePerPair?: number
}

export interface SampleGate {
  readonly datasets?: readonly SampleDataset[]
  readonly policy?: Partial<GatePolicyInput>
  readonly baseline?: string | null
  readonly candidate?: string
  readonly seed?: string
}

/** Row ids r0, r1, …, all blocking by proof. */
export const rowsOf = (count: number, more: Partial<GateRow> = {}) =>
  Array.from({ length: count }, (_, index) => ({ rowId: `r${index}`, ...more }))

export function sampleSubject(gate: SampleGate = {}): GateSubject {
  const { datasets = [{ rows: rowsOf(3) }], policy, baseline = null, candidate = 'v2', seed = 'seed' } = gate
  const target = (version: string) => ({ type: 'prompt', name: 'support', version }) as const
  return {
    method: 'pawl.gate.1',
    policy: gatePolicySchema.parse({ environment: 'production', ...policy }),
    candidate: [target(candidate)],
    baseline: baseline === null ? [] : [target(baseline)],
    evaluators: [
      { name: 'exact', version: 'e1' },
      { name: 'tone', version: 't1' },
    ],
    datasets: datasets.map(({ name = 'refunds', rows, outcomes = 'random', baselinePerPair = 1 }) => ({
      ...{ name, revision: 1, target: 'support', outcomes, baselinePerPair },
      rows: rows.map((row) => ({
        ...{ revision: 1, testHash: `test of ${row.rowId}`, evaluators: ['exact'], role: 'proof' as const },
        ...{ required: 0.9, floor: 0.5 },
        ...row,
      })),
    })),
    seed,
  }
}

export function sampleEvidence(gate: SampleGate = {}, trials: readonly GateTrial[] = []): GateEvidence {
  const evidence = continueEvidence(sampleSubject(gate), [], [])
  return gateEvidenceSchema.parse({ ...evidence, trials })
}

export type SampleOutcome = 'pass' | 'fail' | 'error' | 'unknown'

export function sampleTrial(
  use: TrialUse,
  rowId: string,
  { trial, attempt = 1, outcome, ...more }: Partial<GateTrial> & { trial: number; outcome: SampleOutcome },
): GateTrial {
  return {
    ...{ use, rowId, trial, attempt, status: outcome },
    scores: outcome === 'error' ? [] : [{ evaluator: 'exact', outcome }],
    ...{ latencyMs: 1000, totalTokens: 500, costUsd: 0.01, responseModel: 'model-1', runId: null, traceId: null },
    ...more,
  }
}

/** What a version does on one trial; the same whenever it is asked. */
export type Behavior = (need: GateTrialNeed) => SampleOutcome | GateTrial

export interface Drive {
  readonly behavior: Behavior
  /** Trials at once. */
  readonly concurrency?: number
  /** Which of those on their way ends next. */
  readonly pick?: (count: number) => number
  /** Stops after so many trials. */
  readonly most?: number
}

/** Runs a gate as a server would: asks what is next, has several on their way, adds each result as it comes. */
export function driveGate(evidence: GateEvidence, { behavior, concurrency = 1, pick = () => 0, most }: Drive): GateEvidence {
  const trials = [...evidence.trials]
  const onTheirWay: GateTrialNeed[] = []
  const isSame = (a: GateTrialNeed, b: GateTrialNeed) =>
    a.use === b.use && a.rowId === b.rowId && a.trial === b.trial && a.attempt === b.attempt
  for (let made = 0; made < (most ?? 100_000); made++) {
    for (const need of nextTrials({ ...evidence, trials }, concurrency)) {
      if (onTheirWay.length < concurrency && !onTheirWay.some((each) => isSame(each, need))) onTheirWay.push(need)
    }
    const [need] = onTheirWay.splice(pick(onTheirWay.length), 1)
    if (need === undefined) break
    const result = behavior(need)
    const { trial, attempt } = need
    trials.push(typeof result === 'string' ? sampleTrial(need.use, need.rowId, { trial, attempt, outcome: result }) : result)
  }
  return { ...evidence, trials }
}
