import type { RunList, RunListQuery } from '@pawl/core'
import { decodeCursor, encodeCursor } from '../platform/http/index.ts'
import { viewOfRun } from './run-view.ts'
import type { RunsContext } from './runs-context.ts'
import { selectRuns } from './store/run-records.ts'

/** Runs, newest first. */
export async function listRuns(context: RunsContext, project: string, query: RunListQuery): Promise<RunList> {
  const runs = await selectRuns(context.control.db, {
    project,
    datasetName: query.datasetName,
    statuses: query.status,
    targetTypes: query.targetType,
    targetName: query.targetName,
    after: query.cursor === undefined ? undefined : positionOf(query.cursor),
    limit: query.limit + 1,
  })
  const page = runs.slice(0, query.limit)
  const last = page.at(-1)
  return {
    runs: await Promise.all(page.map((run) => viewOfRun(context, run))),
    nextCursor:
      runs.length > page.length && last !== undefined ? encodeCursor(last.createdAt.getTime(), last.id) : null,
  }
}

/** Fifteen digits of milliseconds are a time that exists. */
function positionOf(cursor: string) {
  const [createdAtMs, id = ''] = decodeCursor(cursor, /^(\d{1,15}),(.{1,200})$/)
  return { createdAtMs: Number(createdAtMs), id }
}
