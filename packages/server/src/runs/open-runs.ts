import type {
  GateView,
  LeaseAnswer,
  ProofAttempt,
  ProveRequest,
  ResultsAnswer,
  RunRequest,
  RunSummaryView,
  RunView,
} from '@pawl/core'
import type { FoundSecretUse } from '../platform/secrets/index.ts'
import { ActiveRuns } from './active-runs.ts'
import type { AdaptiveRequest, AdaptiveRun } from './adaptive/adaptive-run.ts'
import { openAdaptive } from './adaptive/open-adaptive.ts'
import { cancelRun } from './cancel-run.ts'
import { createRun } from './create-run.ts'
import { eraseTrials } from './erase-trials.ts'
import { getRunRecord } from './get-run-record.ts'
import { getRunSummary } from './get-run-summary.ts'
import { type LeaseWish, leaseTrials } from './lease-trials.ts'
import { proveRow } from './prove-row.ts'
import { viewOfRun } from './run-view.ts'
import { startRunJobs } from './runs.jobs.ts'
import type { RunsContext } from './runs-context.ts'
import type { RunsDeps } from './runs-deps.ts'
import type { TrialsOf } from './store/erasures.ts'
import { selectRunIdsOfPrompt, selectRunsOfGate, selectSecretUses } from './store/run-records.ts'
import { type Submission, submitResults } from './submit-results.ts'

interface Author {
  readonly project: string
  readonly person: string
}

/** What later stages may ask of runs. */
export interface Runs {
  readonly context: RunsContext
  /**
   * Starts a run; the server makes its trials where the target is a prompt, an address or recorded at the source.
   *
   * @throws AppError `not_found`, `bad_request`
   */
  create(author: Author, request: RunRequest): Promise<RunView>
  /** @throws AppError `not_found` */
  get(project: string, runId: string): Promise<RunView>
  /** @throws AppError `not_found` */
  summary(project: string, runId: string): Promise<RunSummaryView>
  /** Opens a run whose trials are asked for one by one, or goes on with the one that its gate had before a crash. */
  openAdaptive(author: Author, request: AdaptiveRequest): Promise<AdaptiveRun>
  /** The runs that hold the trials of a gate. */
  ofGate(project: string, gateId: string): Promise<GateView['runs']>
  /** @throws AppError `not_found`, `conflict` */
  cancel(author: Author, of: { readonly runId: string; readonly reason: string }): Promise<RunView>
  /** @throws AppError `not_found` */
  lease(wish: LeaseWish): Promise<LeaseAnswer>
  /** @throws AppError `not_found`, `bad_request`, `conflict` */
  submit(submission: Submission): Promise<ResultsAnswer>
  /** @throws AppError `not_found`, `bad_request` */
  prove(author: Author, of: { readonly rowId: string; readonly request: ProveRequest }): Promise<ProofAttempt>
  /** In words, the newest runs of a prompt: they keep it from being deleted. */
  referringTo(project: string, prompt: string): Promise<readonly string[]>
  /**
   * Takes out of trials what they copied of erased rows and deleted traces; their figures stay.
   *
   * @returns the traces of these trials
   */
  eraseTrials(project: string, of: TrialsOf): Promise<readonly string[]>
  /** Runs that are not over and call with secrets. */
  secretUses(project: string): Promise<readonly FoundSecretUse[]>
  /** Begins to work on runs, and goes on with those that were cut off. */
  start(): Promise<void>
}

/** Enough to find what refers to a prompt. */
const namedRuns = 20

export function openRuns(deps: RunsDeps): Runs {
  const context: RunsContext = { ...deps, active: new ActiveRuns(deps) }
  return {
    context,
    create: async ({ project, person }, request) =>
      await viewOfRun(context, await createRun(context, { project, person, request })),
    get: async (project, runId) => await viewOfRun(context, await getRunRecord(context, project, runId)),
    summary: (project, runId) => getRunSummary(context, project, runId),
    openAdaptive: (author, request) => openAdaptive(context, author, request),
    ofGate: async (project, gateId) =>
      (await selectRunsOfGate(deps.control.db, project, gateId)).flatMap(({ id, gate, target, datasetName }) =>
        gate === null ? [] : [{ side: gate.side, target: target.name, dataset: datasetName, runId: id }],
      ),
    cancel: async (author, of) => await viewOfRun(context, await cancelRun(context, { ...author, ...of })),
    lease: (wish) => leaseTrials(context, wish),
    submit: (submission) => submitResults(context, submission),
    prove: (author, of) => proveRow(context, { ...author, ...of }),
    referringTo: async (project, prompt) => {
      const ids = await selectRunIdsOfPrompt(deps.control.db, { project, prompt, limit: namedRuns })
      return ids.map((id) => `run ${id}`)
    },
    eraseTrials: (project, of) => eraseTrials(context, project, of),
    secretUses: (project) => selectSecretUses(deps.control.db, project),
    start: () => startRunJobs(context),
  }
}
