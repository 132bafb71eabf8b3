import {
  AppError,
  isServerTarget,
  maxRowsPerRun,
  maxTrialsPerRun,
  type RunRequest,
  type RunTarget,
  refusePlainTarget,
  type TargetSpec,
} from '@pawl/core'
import type { SelectedRows } from '../datasets/index.ts'
import { getRunRecord } from './get-run-record.ts'
import { insertUnderNewId } from './insert-under-new-id.ts'
import { runsQueueName } from './queue-names.ts'
import type { RunsContext } from './runs-context.ts'
import type { PinnedEvaluator, RunRecord } from './store/run-records.ts'

export interface RunCreation {
  readonly project: string
  readonly person: string
  readonly request: RunRequest
  readonly proofId?: string
}

/**
 * Pins everything that decides what the run means (target, rows, evaluators) and starts it where the server makes the
 * trials.
 *
 * @throws AppError `not_found` for what it names and is not there; `bad_request` for a run without rows or too large
 */
export async function createRun(context: RunsContext, creation: RunCreation): Promise<RunRecord> {
  const { project, person, request, proofId = null } = creation
  const [pinned, rows] = await Promise.all([pinTarget(context, project, request.target), selectRows(context, creation)])
  const run = {
    project,
    ...pinned,
    datasetId: rows.datasetId,
    datasetName: rows.datasetName,
    datasetRevision: rows.revision,
    evaluators: await pinEvaluators(context, project, [...request.evaluators, ...rows.evaluators]),
    namedEvaluators: request.evaluators,
    useRowEvaluators: request.useRowEvaluators,
    rowCount: rows.rowIds.length,
    rowIds: rows.rowIds,
    trialsPerRow: request.trialsPerRow,
    concurrency: request.concurrency,
    seed: request.seed ?? Buffer.from(context.randomBytes(8)).toString('hex'),
    spendingCapUsd: request.spendingCapUsd,
    note: request.note,
    proofId,
    startedBy: person,
    createdAt: context.now(),
  }
  const runId = await insertUnderNewId(context, run)
  if (isServerTarget(pinned.spec)) await context.queue.send(runsQueueName, { project, runId })
  return await getRunRecord(context, project, runId)
}

async function selectRows(context: RunsContext, { project, request }: RunCreation) {
  const { datasetName, datasetRevision, rowIds, rowStatuses, useRowEvaluators } = request
  const ids: string[] = []
  const evaluators = new Set<string>()
  let dataset: Pick<SelectedRows, 'datasetId' | 'datasetName' | 'revision'> | undefined
  const pages = context.datasets.rowPages(project, datasetName, {
    ...(datasetRevision === undefined ? {} : { revision: datasetRevision }),
    ...(rowIds === undefined ? { statuses: rowStatuses ?? ['active'] } : { rowIds: [...new Set(rowIds)] }),
  })
  for await (const page of pages) {
    dataset = page
    for (const row of page.rows) {
      ids.push(row.id)
      if (useRowEvaluators) for (const name of row.evaluators) evaluators.add(name)
    }
    if (ids.length > maxRowsPerRun || ids.length * request.trialsPerRow > maxTrialsPerRun) throw tooLarge()
  }
  const found = new Set(ids)
  const missing = rowIds?.find((id) => !found.has(id))
  if (missing !== undefined) {
    throw new AppError('not_found', `The dataset ${datasetName} has no row ${JSON.stringify(missing)}.`, {
      where: 'rowIds',
    })
  }
  if (ids.length === 0 || dataset === undefined) throw noRows(request)
  const { datasetId, datasetName: name, revision } = dataset
  return { rowIds: ids, datasetId, datasetName: name, revision, evaluators }
}

const tooLarge = (): AppError =>
  new AppError('bad_request', `A run has up to ${maxRowsPerRun} rows and ${maxTrialsPerRun} trials.`, {
    where: 'trialsPerRow',
    fix: 'Run some of the rows, or fewer trials of each.',
  })

function noRows({ datasetName, rowStatuses = ['active'] }: RunRequest): AppError {
  const which = rowStatuses.join(' or ')
  return new AppError('bad_request', `The dataset ${datasetName} has no ${which} row to run.`, {
    where: 'datasetName',
    fix: rowStatuses.includes('draft')
      ? 'Add rows to it first.'
      : 'Activate rows, which needs an evaluator on each, or run drafts with rowStatuses (--status draft).',
  })
}

async function pinEvaluators(
  { evaluators }: RunsContext,
  project: string,
  references: readonly string[],
): Promise<readonly PinnedEvaluator[]> {
  const wanted = [...new Set(references)]
  if (wanted.length === 0) return []
  const versions = await evaluators.resolve(project, wanted)
  return versions.map(({ name, id }, index) => ({ reference: wanted[index] ?? name, name, version: id }))
}

/** The target by its exact version: a prompt's name may point elsewhere tomorrow. */
async function pinTarget(
  { prompts, secrets }: RunsContext,
  project: string,
  spec: TargetSpec,
): Promise<{ readonly spec: TargetSpec; readonly target: RunTarget }> {
  refusePlainTarget(spec, 'target')
  switch (spec.type) {
    case 'prompt': {
      const { promptName, id, number } = await prompts.version(project, spec.prompt)
      const name = spec.model === undefined ? promptName : `${promptName} on ${spec.model}`
      return {
        spec: { ...spec, prompt: `${promptName}@${id}` },
        target: { type: 'prompt', name, version: `${number} (${id.slice(0, 12)})` },
      }
    }
    case 'http':
      await secrets.open(project, [spec.url, ...Object.values(spec.headers)])
      return { spec, target: { type: 'http', name: spec.name ?? addressName(spec.url), version: spec.version } }
    case 'command':
      return { spec, target: { type: 'command', name: spec.name ?? spec.command.slice(0, 200), version: spec.version } }
    case 'function':
    case 'recorded':
      return { spec, target: { type: spec.type, name: spec.name, version: spec.version } }
  }
}

/** Without what may be secret in an address: user, password, query. */
function addressName(url: string): string {
  const { host, pathname } = new URL(url)
  const name = `${host}${pathname === '/' ? '' : pathname}`
  try {
    return decodeURI(name).slice(0, 200)
  } catch {
    // A path may hold a percent sign that encodes nothing, or bytes that are no UTF-8.
    return name.slice(0, 200)
  }
}
