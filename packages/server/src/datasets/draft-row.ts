import { AppError, type RowFields, rowFromSpan, rowFromTrace } from '@pawl/core'
import type { DatasetsContext } from './datasets-context.ts'

export interface DraftRequest {
  readonly project: string
  readonly traceId: string
  /** The whole trace when left out. */
  readonly spanId?: string
  readonly person: string
}

/**
 * A row prefilled from a trace or one of its spans. Stores nothing.
 *
 * @throws AppError `not_found`
 */
export async function draftRow(
  { traces, now }: DatasetsContext,
  { project, traceId, spanId, person }: DraftRequest,
): Promise<RowFields> {
  const maker = { who: person, at: now().toISOString() }
  for await (const { spans } of traces.whole(project, [traceId])) {
    if (spanId === undefined) return rowFromTrace(spans, maker)
    const span = spans.find((each) => each.spanId === spanId)
    if (span !== undefined) return rowFromSpan({ span, rest: spans.filter((each) => each !== span) }, maker)
    throw new AppError('not_found', `There is no span ${spanId} in trace ${traceId}.`, {
      where: 'spanId',
      fix: 'It may have been deleted, or not have arrived yet.',
    })
  }
  throw new AppError('not_found', `There is no trace ${traceId} in project ${project}.`, {
    where: 'traceId',
    fix: 'It may belong to another project, have been deleted, or not have arrived yet.',
  })
}
