import { AppError, trialTraceId } from '@pawl/core'
import { trialKey } from '../active-runs.ts'
import type { RunsContext } from '../runs-context.ts'
import type { RunRecord } from '../store/run-records.ts'
import type { TrialFigures } from '../store/trial-rows.ts'
import { readFigures } from '../store/trials.ts'
import type { AdaptiveTrial } from './adaptive-run.ts'

/** What a trace id has room for. */
const mostPlaces = 2 ** 24

/** Trials that were stored before a crash, each handed out once instead of being made again. */
export class KnownTrials {
  readonly #run: RunRecord
  readonly #trials = new Map<string, TrialFigures[]>()

  constructor(run: RunRecord, trials: readonly TrialFigures[]) {
    this.#run = run
    for (const trial of trials) {
      const key = nameOf(trial)
      const known = this.#trials.get(key)
      if (known === undefined) this.#trials.set(key, [trial])
      else known.push(trial)
    }
  }

  static async read({ telemetry }: RunsContext, run: RunRecord): Promise<KnownTrials> {
    return new KnownTrials(run, await readFigures(telemetry, { project: run.project, runId: run.id }))
  }

  /** The first attempt from the wanted one on. */
  find(wanted: { rowId: string; trial: number; attempt: number }, place: number): AdaptiveTrial | undefined {
    const found = this.#trials.get(nameOf(wanted))?.find(({ attempt }) => attempt >= wanted.attempt)
    if (found === undefined) return undefined
    return {
      ...found,
      runId: this.#run.id,
      traceId: trialTraceId({ runId: this.#run.id, index: place, attempt: found.attempt }),
      responseModel: null,
      stored: Promise.resolve(),
    }
  }
}

const nameOf = ({ rowId, trial }: { rowId: string; trial: number }): string => trialKey({ rowId, trial, attempt: 0 })

/** Places in a plan without an end: the first trials of all rows, then the second ones. */
export class Places {
  readonly #rows: ReadonlyMap<string, number>

  constructor(rowIds: readonly string[]) {
    this.#rows = new Map(rowIds.map((rowId, index) => [rowId, index]))
  }

  /** @throws AppError `bad_request` for more trials than a run can tell apart */
  of({ rowId, trial }: { readonly rowId: string; readonly trial: number }): number {
    const row = this.#rows.get(rowId)
    if (row === undefined) throw new AppError('internal', `the run does not have the row ${rowId}`)
    const place = (trial - 1) * this.#rows.size + row
    if (place < mostPlaces) return place
    throw new AppError(
      'bad_request',
      `The run has ${this.#rows.size} rows, of which it cannot tell ${trial} trials apart.`,
      {
        fix: 'Divide the dataset.',
      },
    )
  }
}
