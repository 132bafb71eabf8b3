import { setTimeout as sleep } from 'node:timers/promises'
import {
  AppError,
  type PassRate,
  type ProofAttempt,
  proofAttemptSchema,
  type RunComparisonView,
  rowViewSchema,
  runComparisonViewSchema,
  runSummaryViewSchema,
  runViewSchema,
} from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import { demoDataset } from './demo-rows.ts'

const pollMs = 200
const trialsPerRow = 5
/** The row is high-risk, so holding takes about 17 passes without a fail. */
const mostProofTrials = 30

export interface DemoRun {
  readonly runId: string
  readonly passRate: PassRate
}

/** Runs a version of the prompt on both rows and waits for it. */
export async function runDemoPrompt(
  api: ApiClient,
  { prompt, note }: { readonly prompt: string; readonly note: string },
): Promise<DemoRun> {
  const { id } = await api.fetchAnswer('/api/runs', runViewSchema, {
    method: 'POST',
    body: {
      target: { type: 'prompt', prompt },
      datasetName: demoDataset,
      // A row must not protect anything before it is proven: it is a draft until then.
      rowStatuses: ['draft', 'active'],
      trialsPerRow,
      note,
    },
  })
  for (;;) {
    const { status, statusReason } = await api.fetchAnswer(`/api/runs/${id}`, runViewSchema)
    if (status === 'finished') break
    if (status !== 'planned' && status !== 'running') {
      throw new AppError('internal', `The demo's run of ${prompt} is ${status}: ${statusReason}`)
    }
    await sleep(pollMs)
  }
  const { passRate } = await api.fetchAnswer(`/api/runs/${id}/summary`, runSummaryViewSchema)
  return { runId: id, passRate }
}

export async function compareRuns(api: ApiClient, before: string, after: string): Promise<RunComparisonView['counts']> {
  const { counts } = await api.fetchAnswer(`/api/runs/${before}/compare/${after}`, runComparisonViewSchema)
  return counts
}

export interface DemoProof {
  readonly rowId: string
  readonly before: string
  readonly after: string
}

/** Proves the row and, once it taught, makes it active. */
export async function proveDemoRow(api: ApiClient, { rowId, before, after }: DemoProof): Promise<ProofAttempt> {
  const { id } = await api.fetchAnswer(`/api/rows/${rowId}/prove`, proofAttemptSchema, {
    method: 'POST',
    body: {
      before: { type: 'prompt', prompt: before },
      after: { type: 'prompt', prompt: after },
      maxTrials: mostProofTrials,
    },
  })
  for (;;) {
    const proof = await api.fetchAnswer(`/api/proofs/${id}`, proofAttemptSchema)
    if (proof.status === 'decided') return await activated(api, proof)
    await sleep(pollMs)
  }
}

async function activated(api: ApiClient, proof: ProofAttempt): Promise<ProofAttempt> {
  if (proof.verdict !== 'taught') throw new AppError('internal', `The demo's row is not proven: ${proof.reason}`)
  const path = `/api/rows/${proof.rowId}`
  const { revision } = await api.fetchAnswer(path, rowViewSchema)
  await api.fetchAnswer(`${path}/status`, rowViewSchema, {
    method: 'POST',
    headers: { 'if-match': `"${revision}"` },
    body: { status: 'active' },
  })
  return proof
}
