import { type NewLabelSubject, type QueuedForLabels, rowFromTrace, subjectOfOutput, type TraceFilter } from '@pawl/core'
import type { DatasetsContext } from './datasets-context.ts'

export interface LabelTracesRequest {
  readonly project: string
  readonly person: string
  readonly evaluator: string
  readonly filter: TraceFilter
  readonly limit: number
}

/**
 * Puts the outputs of the newest traces of a filter before people, as rows of these traces would hold them.
 *
 * @throws AppError `not_found` for the evaluator
 */
export async function labelTraces(context: DatasetsContext, request: LabelTracesRequest): Promise<QueuedForLabels> {
  const { project, person, evaluator, filter, limit } = request
  const maker = { who: person, at: context.now().toISOString() }
  const subjects: NewLabelSubject[] = []
  for await (const { traceId, spans, isCut } of context.traces.find(project, filter)) {
    if (subjects.length >= limit) break
    if (isCut || spans.length === 0) continue
    const row = rowFromTrace(spans, maker)
    const output = row.observedOutput
    if (output === null || (output.messages.length === 0 && output.value === undefined)) continue
    subjects.push({ subject: subjectOfOutput(row, output), source: { traceId } })
  }
  return await context.evaluators.queueForLabels({ project, person }, { evaluator, subjects })
}
