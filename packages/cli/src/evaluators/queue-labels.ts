import { AppError, queuedForLabelsSchema } from '@pawl/core'
import type { Query } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'

export interface QueueLabelsRequest {
  readonly evaluator: string
  readonly run: string | undefined
  readonly outcomes: readonly string[] | undefined
  readonly limit: number | undefined
  /** Of traces, where no run is named. */
  readonly filter: Query
}

/** Puts outputs of a run, or of the newest traces of a filter, before people. */
export async function queueLabels(context: CommandContext, request: QueueLabelsRequest): Promise<void> {
  const { evaluator, run, outcomes, limit, filter } = request
  const given = Object.keys(filter).filter((name) => filter[name] !== undefined && name !== 'runs')
  if (run !== undefined && given.length > 0) {
    throw new AppError('bad_request', `--run names all trials of a run; --${given[0]} is of traces.`, {
      where: `--${given[0]}`,
      fix: 'Name a run, or a filter of traces.',
    })
  }
  if (run === undefined && outcomes !== undefined) {
    throw new AppError('bad_request', 'Outcomes are those of a run, and none is named.', {
      where: '--outcome',
      fix: 'Add --run <id>; of traces, --score name:fail asks for a score.',
    })
  }
  const wanted = { evaluator, ...(limit !== undefined && { limit }) }
  const queued = await (run === undefined
    ? context.api.fetchAnswer('/api/labels/from-traces', queuedForLabelsSchema, {
        method: 'POST',
        body: { ...wanted, filter: Object.fromEntries(given.map((name) => [name, filter[name]])) },
      })
    : context.api.fetchAnswer(`/api/runs/${encodeURIComponent(run)}/labels`, queuedForLabelsSchema, {
        method: 'POST',
        body: { ...wanted, ...(outcomes !== undefined && { outcomes }) },
      }))
  context.printResult(queued, () => `${queued.addedCount} outputs are in the labelling queue of ${evaluator}.\n`)
  if (queued.knownCount > 0) context.note(`${queued.knownCount} more were there already.`)
  if (queued.addedCount + queued.knownCount === 0) context.note('Nothing with an output was found.')
}
