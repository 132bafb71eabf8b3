import { AppError, type RunList, type RunListQuery } from '@pawl/core'
import { readCursor, writeCursor } from './page-cursor.ts'
import { viewOfRun } from './run-view.ts'
import type { RunsContext } from './runs-context.ts'
import { selectRuns } from './store/run-records.ts'

/** Runs, newest first. */
export async function listRuns(context: RunsContext, project: string, query: RunListQuery): Promise<RunList> {
  const [createdAtMs, id] = readCursor(query.cursor)
  if (query.cursor !== undefined && (!isTime(createdAtMs) || typeof id !== 'string')) throw brokenCursor()
  const runs = await selectRuns(context.control.db, {
    project,
    datasetName: query.datasetName,
    statuses: query.status,
    targetTypes: query.targetType,
    targetName: query.targetName,
    after: isTime(createdAtMs) && typeof id === 'string' ? { createdAtMs, id } : undefined,
    limit: query.limit + 1,
  })
  const page = runs.slice(0, query.limit)
  const last = page.at(-1)
  return {
    runs: await Promise.all(page.map((run) => viewOfRun(context, run))),
    nextCursor:
      runs.length > page.length && last !== undefined ? writeCursor([last.createdAt.getTime(), last.id]) : null,
  }
}

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && !Number.isNaN(new Date(value).getTime())

const brokenCursor = (): AppError =>
  new AppError('bad_request', 'The cursor is not one of this list.', { where: 'query.cursor' })
