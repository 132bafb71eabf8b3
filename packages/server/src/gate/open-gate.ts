import type { GateRequest, GateStatus, GateSummary, GateVerdict, GateView, PolicyVersion } from '@pawl/core'
import { startGateJobs } from './gate.jobs.ts'
import type { GateContext } from './gate-context.ts'
import type { Author, GateDb, GateDeps } from './gate-deps.ts'
import { GateDrivers } from './gate-drivers.ts'
import { getGate } from './get-gate.ts'
import { readPolicy } from './read-policy.ts'
import { readSubject, type SubjectNow, type SubjectQuestion } from './read-subject.ts'
import { RowFacts } from './row-facts.ts'
import { startGate } from './start-gate.ts'
import { countGates, selectDecision, selectGates } from './store/gates.ts'
import { TrialPool } from './trial-pool.ts'
import { summaryOf, viewGate } from './view-gate.ts'

/** The newest gate of a release, with all that it decided. */
export type DecidedGate = GateSummary & { readonly decision: GateVerdict; readonly evidenceHash: string | null }

/** What later stages may ask of gates. */
export interface Gate {
  readonly context: GateContext
  /**
   * Starts a gate; the same question while it is being answered is the same gate.
   *
   * @throws AppError `not_found`, `bad_request`, `conflict`
   */
  start(author: Author, request: GateRequest): Promise<GateView>
  /** @throws AppError `not_found` */
  get(project: string, id: string): Promise<GateView>
  /**
   * What a verdict would have to cover now. Ask outside a transaction first: what rows hold is read once, which takes a while.
   *
   * @throws AppError `not_found`, `bad_request`, `conflict`
   */
  subjectOf(db: GateDb, question: SubjectQuestion): Promise<SubjectNow>
  /** Null when there is none that was decided. */
  newestFor(
    db: GateDb,
    of: { readonly project: string; readonly environment: string; readonly releaseId: string },
  ): Promise<DecidedGate | null>
  /** What a release must show: the default before anybody wrote a policy. */
  policyOf(db: GateDb, project: string, environment: string): Promise<PolicyVersion>
  /** Of all projects, by status. */
  counts(): Promise<readonly { readonly status: GateStatus; readonly count: number }[]>
  /** Begins to drive gates, and goes on with those that were cut off. */
  begin(): Promise<void>
  /** Ends what is under way; it goes on at the next start. */
  close(): Promise<void>
}

export function openGate(deps: GateDeps): Gate {
  const parts = { ...deps, rowFacts: new RowFacts(deps.datasets), pool: new TrialPool() }
  const drivers = new GateDrivers(parts)
  const context: GateContext = { ...parts, drivers }
  return {
    context,
    start: async (author, request) => await viewGate(context, await startGate(context, author, request)),
    get: async (project, id) => await viewGate(context, await getGate(context, project, id)),
    subjectOf: (db, question) => readSubject(context, db, question),
    async newestFor(db, of) {
      const [newest] = await selectGates(db, { ...of, statuses: ['decided'], limit: 1 })
      const decision = newest === undefined ? null : await selectDecision(db, newest.id)
      if (newest === undefined || decision === null) return null
      return { ...summaryOf(newest), decision, evidenceHash: newest.evidenceHash }
    },
    policyOf: (db, project, environment) => readPolicy(db, { project, environment }),
    counts: () => countGates(deps.control.db),
    begin: () => startGateJobs(context, drivers),
    close: () => drivers.close(),
  }
}
