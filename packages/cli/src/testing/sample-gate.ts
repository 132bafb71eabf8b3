import {
  decideGate,
  type GateEvidence,
  type GateTrial,
  type GateView,
  gateEvidenceSchema,
  gatePolicySchema,
  gateSeed,
} from '@pawl/core'

const target = (version: string) => ({ type: 'prompt', name: 'support', version }) as const
const rowIds = ['late-refund', 'early', 'tone'] as const

/** Hostile on purpose: what models and rows say reaches terminals, XML, Markdown and GitHub's commands. */
export const hostileOutput = 'Your "refund" is <b>on its way</b>\u001b[2J ```\n::error::x & @everyone | 100%'

export interface SampleGateOptions {
  /** What each trial of a row gives. */
  readonly outcomeOf: (rowId: string) => 'pass' | 'fail'
  readonly trialsPerRow?: number
  readonly hasBaseline?: boolean
}

/** A gate that core decided on trials like a server's: three blocking rows of one dataset. */
export function sampleGate({ outcomeOf, trialsPerRow = 12, hasBaseline = false }: SampleGateOptions) {
  const evidence = evidenceOf({ outcomeOf, trialsPerRow, hasBaseline })
  const decision = decideGate(evidence)
  const release = (version: string, number: number): GateView['release'] => ({
    ...{ type: 'prompts', id: `release-${version}` },
    targets: [{ ...target(version), number }],
  })
  const view: GateView = {
    id: 'g-1',
    environment: 'production',
    release: release('b'.repeat(64), 2),
    baseline: hasBaseline ? release('a'.repeat(64), 1) : null,
    status: 'decided',
    statusReason: '',
    ...{ verdict: decision.verdict, reason: decision.reason, isUnprotected: decision.isUnprotected },
    ...{ trials: decision.trials, costUsd: 0.12, note: '', startedBy: 'Ada' },
    ...{ createdAt: '2026-03-01T10:00:00.000Z', finishedAt: '2026-03-01T10:01:00.000Z' },
    decision,
    policyVersion: 'p'.repeat(64),
    evidenceHash: 'e'.repeat(64),
    coverage: { isCovered: true, changes: [] },
    weakenings: [],
    unusedDatasets: [],
    runs: [{ side: 'candidate', target: 'support', dataset: 'refunds', runId: 'run-1' }],
    auditHead: { sequence: 7, hash: 'f'.repeat(64) },
  }
  return { view, evidence, record: { gateId: view.id, evidence, verdict: decision, evidenceHash: 'e'.repeat(64) } }
}

function evidenceOf({ outcomeOf, trialsPerRow = 12, hasBaseline = false }: SampleGateOptions): GateEvidence {
  const policy = gatePolicySchema.parse({ environment: 'production' })
  const [candidate, baseline] = [[target('b'.repeat(64))], hasBaseline ? [target('a'.repeat(64))] : []]
  const trials = rowIds.flatMap((rowId) =>
    Array.from({ length: trialsPerRow }, (_, at): GateTrial => {
      const status = outcomeOf(rowId)
      return {
        ...{ use: 'row', rowId, trial: at + 1, attempt: 1, status, scores: [{ evaluator: 'exact', outcome: status }] },
        ...{ latencyMs: 100, totalTokens: 50, costUsd: 0.01, responseModel: 'model-1', runId: 'run-1', traceId: null },
      }
    }),
  )
  return gateEvidenceSchema.parse({
    subject: {
      ...{ method: 'pawl.gate.1', policy, candidate, baseline, seed: gateSeed({ policy, candidate, baseline }) },
      evaluators: [{ name: 'exact', version: 'e1' }],
      datasets: [
        {
          ...{ name: 'refunds', revision: 1, target: 'support', outcomes: 'random', baselinePerPair: 1 },
          rows: rowIds.map((rowId) => ({
            ...{ rowId, revision: 1, testHash: rowId, evaluators: ['exact'], role: 'proof', required: 0.9, floor: 0.5 },
          })),
        },
      ],
    },
    starts: 1,
    startedWith: { trials: 0, costUsd: 0 },
    unfitEvaluators: [],
    trials,
  })
}
