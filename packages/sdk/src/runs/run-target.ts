import type { PawlClient } from '../create-pawl-client.ts'
import type { PassRate, RunStatus, RunSummary, RunView, TrialStatus } from './run-messages.ts'
import { type WorkOptions, workOnRun } from './work-on-run.ts'

export interface NewRun {
  /** The name of the dataset. */
  readonly dataset: string
  /** What the target is called in lists; `function` when left out. */
  readonly name?: string
  /** Which version of it runs: a commit, a release. */
  readonly version?: string
  /** They judge every row, besides the row's own. */
  readonly evaluators?: readonly string[]
  /** False: only the evaluators named here. */
  readonly useRowEvaluators?: boolean
  readonly rowIds?: readonly string[]
  /** `['active']` when left out. */
  readonly rowStatuses?: readonly ('draft' | 'active' | 'archived')[]
  readonly datasetRevision?: number
  /** Trials of each row; 1 when left out. */
  readonly trials?: number
  readonly seed?: string
  readonly note?: string
}

/** Starts a run whose trials the caller makes, by `workOnRun`. @throws PawlError */
export async function createRun(client: PawlClient, run: NewRun): Promise<RunView> {
  const { dataset, name = 'function', version = null, trials = 1, ...rest } = run
  const body = { ...rest, datasetName: dataset, trialsPerRow: trials, target: { type: 'function', name, version } }
  return (await client.call({ method: 'POST', path: '/api/runs', body })) as RunView
}

export interface RunTargetOptions extends NewRun, WorkOptions {
  readonly client: PawlClient
}

export interface RunResult {
  readonly runId: string
  readonly status: RunStatus
  /** Share of the decided trials that passed; null when none was decided. */
  readonly passRate: number | null
  /** Where the pass rate lies with 95 % confidence. */
  readonly interval: PassRate['interval']
  readonly trials: Readonly<Record<TrialStatus, number>>
  readonly summary: RunSummary
}

/**
 * Runs a function of this process over the rows of a dataset; resolves when all trials are made, judged and stored. When
 * the signal aborts, the run is cancelled: what was made stays, and `workOnRun` can go on after a resume.
 *
 * @throws PawlError
 */
export async function runTarget(options: RunTargetOptions): Promise<RunResult> {
  const { client, target, concurrency, timeoutMs, onProgress, signal, ...wanted } = options
  signal?.throwIfAborted()
  const run = await createRun(client, { ...(target.name === '' ? {} : { name: target.name }), ...wanted })
  const status = await workOnRun(client, run, { target, concurrency, timeoutMs, onProgress, signal })
  if (signal?.aborted === true) return await cancelledResult(client, run.id)
  return await resultOfRun(client, run.id, status)
}

async function cancelledResult(client: PawlClient, runId: string): Promise<RunResult> {
  const path = `/api/runs/${encodeURIComponent(runId)}/cancel`
  const run = (await client.call({ method: 'POST', path, body: {} })) as RunView
  return await resultOfRun(client, runId, run.status)
}

/** What a run came to. @throws PawlError */
export async function resultOfRun(client: PawlClient, runId: string, status: RunStatus): Promise<RunResult> {
  const path = `/api/runs/${encodeURIComponent(runId)}/summary`
  const summary = (await client.call({ method: 'GET', path })) as RunSummary
  const { rate, interval } = summary.passRate
  return { runId, status, passRate: rate, interval, trials: summary.trials, summary }
}
