import { type EvaluationSubject, subjectOfOutput, subjectOfReference, subjectOfSpan } from '@pawl/core'
import { getRow, getSpan, getTrace } from '../../api/index.ts'
import { type ExampleDraft, newExample } from './example-draft.ts'

/** Where outputs to learn from are found. */
export interface ExampleSource {
  readonly trace?: string
  /** Left out: the outermost span with an output. */
  readonly span?: string
  readonly row?: string
}

/** The examples that a trace or a row gives: what came out must fail, what is right must pass. */
export async function loadExamples(source: ExampleSource, signal: AbortSignal): Promise<readonly ExampleDraft[]> {
  if (source.row) return examplesOfRow(source.row, signal)
  if (!source.trace) return []
  const subject = await subjectOfTrace(source.trace, source.span, signal)
  return [newExample('fail', subject, `trace ${source.trace.slice(0, 8)}`)]
}

export async function subjectOfTrace(
  traceId: string,
  spanId: string | undefined,
  signal: AbortSignal,
): Promise<EvaluationSubject> {
  if (spanId) return subjectOfSpan(await getSpan(traceId, spanId, signal))
  const { spans } = await getTrace(traceId, signal)
  const known = new Set(spans.map((span) => span.spanId))
  const root = spans.find((span) => !known.has(span.parentSpanId))
  const first = spans.find((span) => span.kind === 'llm') ?? spans[0]
  const rootSubject = root ? subjectOfSpan(await getSpan(traceId, root.spanId, signal)) : {}
  if (rootSubject.output !== undefined || !first || first === root) return rootSubject
  return subjectOfSpan(await getSpan(traceId, first.spanId, signal))
}

async function examplesOfRow(rowId: string, signal: AbortSignal): Promise<readonly ExampleDraft[]> {
  const row = await getRow(rowId, signal)
  const reference = subjectOfReference(row)
  const name = `row ${row.id.slice(0, 8)}`
  return [
    ...(row.observedOutput ? [newExample('fail', subjectOfOutput(row, row.observedOutput), name)] : []),
    ...(reference ? [newExample('pass', reference, `${name}, as wanted`)] : []),
  ]
}
