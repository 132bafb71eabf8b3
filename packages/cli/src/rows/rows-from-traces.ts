import { datasetJobSchema, mappingPreviewSchema, traceFilterSchema } from '@pawl/core'
import type { Query } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import { readMapping } from '../datasets/import-rows.ts'
import { datasetPath } from '../datasets/list-datasets.ts'
import { reportJob, waitForJob } from '../datasets/wait-for-job.ts'
import { safeLine } from '../layout/safe-text.ts'

export interface FromTracesOptions {
  readonly dataset: string
  readonly mapping?: string
  readonly onDuplicate?: string
  readonly max?: number
  readonly preview?: number
}

/** Makes a row of each trace of a filter, newest first; or shows what the newest would become. */
export async function rowsFromTraces(
  context: CommandContext,
  filter: Query,
  options: FromTracesOptions,
): Promise<void> {
  const { dataset, onDuplicate, max, preview } = options
  const mapping = await readMapping(options.mapping)
  const request = {
    filter: traceFilterSchema.parse(filter),
    ...(mapping !== undefined && { mapping: JSON.parse(mapping) as unknown }),
  }
  const path = `${datasetPath(dataset)}/from-traces`
  if (preview !== undefined) {
    const body = { ...request, limit: preview }
    const found = await context.api.fetchAnswer(`${path}/preview`, mappingPreviewSchema, { method: 'POST', body })
    context.printResult(found, () => describePreview(found))
    return
  }
  const body = {
    ...request,
    ...(onDuplicate !== undefined && { onDuplicate }),
    ...(max !== undefined && { maxRows: max }),
  }
  const started = await context.api.fetchAnswer(path, datasetJobSchema, { method: 'POST', body })
  reportJob(context, await waitForJob(context, started))
}

function describePreview({ rows, problems, paths }: (typeof mappingPreviewSchema)['_output']): string {
  const lines = [
    ...rows.map(({ traceId, row }) => `${traceId}  ${safeLine(JSON.stringify(row.input)).slice(0, 200)}`),
    ...problems.map(
      ({ field, message, fix, traceCount }) =>
        `${traceCount} of ${rows.length}: ${field}: ${safeLine(message)} (${safeLine(fix)})`,
    ),
    `Paths for --mapping: ${paths.map(safeLine).join(', ')}`,
    'Nothing was stored.',
  ]
  return `${lines.join('\n')}\n`
}
