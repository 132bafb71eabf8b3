import {
  type GateEvidence,
  type GateRow,
  type GateTrial,
  gateEvidenceSchema,
  gatePolicySchema,
  type TrialUse,
} from '@pawl/core'

export interface SimulatedGate {
  readonly rowCount: number
  readonly role: GateRow['role']
  readonly outcomes: 'random' | 'fixed'
  readonly seed: string
  readonly trials: readonly GateTrial[]
  readonly thresholds?: { readonly required: number; readonly floor: number }
  readonly hasBaseline: boolean
}

/** The evidence of a gate over one dataset whose rows are called by their numbers. */
export function simulatedEvidence(gate: SimulatedGate): GateEvidence {
  const { rowCount, role, outcomes, seed, thresholds = { required: 0.9, floor: 0.5 } } = gate
  const target = (version: string) => ({ type: 'prompt' as const, name: 'support', version })
  return gateEvidenceSchema.parse({
    subject: {
      method: 'pawl.gate.1',
      policy: gatePolicySchema.parse({ environment: 'production' }),
      candidate: [target('candidate')],
      baseline: gate.hasBaseline ? [target('baseline')] : [],
      evaluators: [{ name: 'exact', version: '1' }],
      datasets: [
        {
          name: 'rows',
          revision: 1,
          target: 'support',
          outcomes,
          baselinePerPair: 1,
          rows: Array.from({ length: rowCount }, (_, row) => ({
            ...{ rowId: `row-${row}`, revision: 1, testHash: `test-${row}`, evaluators: ['exact'], role },
            ...thresholds,
          })),
        },
      ],
      seed,
    },
    starts: 1,
    startedWith: { trials: 0, costUsd: 0 },
    unfitEvaluators: [],
    trials: gate.trials,
  })
}

export function simulatedTrial(
  use: TrialUse,
  row: number,
  { trial, isPass }: { trial: number; isPass: boolean },
): GateTrial {
  const outcome = isPass ? 'pass' : 'fail'
  return {
    ...{ use, rowId: `row-${row}`, trial, attempt: 1, status: outcome },
    scores: [{ evaluator: 'exact', outcome }],
    ...{ latencyMs: 900, totalTokens: 700, costUsd: 0.001, responseModel: 'model-1', runId: null, traceId: null },
  }
}
