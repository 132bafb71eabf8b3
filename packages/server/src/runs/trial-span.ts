import type { AttributeValue, OtlpSpan, Row, Trial } from '@pawl/core'

/** The root of a trial's trace: what its target sends has it as parent. */
export const trialSpanIdOf = (traceId: string): string => traceId.slice(12, 28)

/** W3C Trace Context, sampled. The parent is the trial itself. */
export const traceparentOf = (traceId: string): string => `00-${traceId}-${trialSpanIdOf(traceId)}-01`

interface TracedTrial {
  readonly trial: Trial
  readonly row: Pick<Row, 'input'>
  /** What ran. */
  readonly targetName: string
}

/** A trial as the span under which its target's own stand. */
export function trialSpan({ trial, row, targetName }: TracedTrial): OtlpSpan {
  const { runId, rowId, rowRevision, traceId, status, output, error, unrecordedToolCall } = trial
  const attributes = new Map<string, AttributeValue>([
    ['openinference.span.kind', 'CHAIN'],
    ['pawl.run.id', runId],
    ['pawl.row.id', rowId],
    ['pawl.row.revision', rowRevision],
    ['pawl.trial', trial.trial],
    ['pawl.trial.attempt', trial.attempt],
    ['pawl.trial.status', status],
    ['input.value', JSON.stringify(row.input)],
    ['input.mime_type', 'application/json'],
  ])
  if (output !== null) {
    const { value = output.messages } = output
    attributes.set('output.value', typeof value === 'string' ? value : JSON.stringify(value))
    attributes.set('output.mime_type', typeof value === 'string' ? 'text/plain' : 'application/json')
  }
  if (error !== null) attributes.set('error.type', error.type)
  const problem = error?.message ?? unrecordedToolCall
  return {
    ...{ traceId: traceId ?? '', spanId: trialSpanIdOf(traceId ?? ''), parentSpanId: '', traceState: '', flags: 0 },
    name: `trial of ${targetName}`,
    kind: 1,
    startTimeUnixNano: nanosOf(trial.startedAt),
    endTimeUnixNano: nanosOf(trial.finishedAt),
    attributes,
    ...{ droppedAttributesCount: 0, events: [], droppedEventsCount: 0, links: [], droppedLinksCount: 0 },
    status: problem === null ? { code: 0, message: '' } : { code: 2, message: problem },
  }
}

const nanosOf = (iso: string): bigint => BigInt(Date.parse(iso)) * 1_000_000n
