import { type Score, type SpanDetail, spanDetailSchema, type TraceDetail, traceDetailSchema } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { formatAmount, formatCost, formatDuration, formatTime } from '../layout/format-value.ts'
import type { Paint } from '../layout/paint.ts'
import { safeLine, safeText } from '../layout/safe-text.ts'
import { renderMessages } from './render-messages.ts'
import { renderSpanTree } from './render-span-tree.ts'

export async function getTrace(context: CommandContext, traceId: string): Promise<void> {
  const detail = await context.api.fetchAnswer(`/api/traces/${encodeURIComponent(traceId)}`, traceDetailSchema)
  context.printResult(detail, () =>
    [
      renderTraceHead(detail, context.paint),
      renderSpanTree(detail.spans, { width: context.terminal.columns, paint: context.paint }),
      renderScores(detail.scores),
    ]
      .filter((part) => part !== '')
      .join('\n'),
  )
}

export async function getSpan(context: CommandContext, ids: { traceId: string; spanId: string }): Promise<void> {
  const path = `/api/traces/${encodeURIComponent(ids.traceId)}/spans/${encodeURIComponent(ids.spanId)}`
  const span = await context.api.fetchAnswer(path, spanDetailSchema)
  context.printResult(span, () => renderSpan(span, context.paint))
}

function renderTraceHead({ trace }: TraceDetail, paint: Paint): string {
  const facts = [
    formatTime(trace.startTime),
    formatDuration(trace.durationMs),
    formatAmount(trace.spanCount, 'span'),
    trace.usage.totalTokens === 0 ? '' : formatAmount(trace.usage.totalTokens, 'token'),
    formatCost(trace.costUsd) + (trace.costSource === 'computed' ? ' (computed)' : ''),
    trace.errorCount === 0 ? '' : paint('red', formatAmount(trace.errorCount, 'error')),
  ]
  return [
    `${paint('bold', safeLine(trace.name))}  ${paint('dim', trace.traceId)}`,
    facts.filter((fact) => fact !== '').join(' · '),
    ...namedLines([
      ['session', trace.sessionId],
      ['user', trace.userId],
      ['models', trace.models.join(', ')],
      ['tags', trace.tags.join(', ')],
      ['environment', trace.environment],
      ['error', trace.errorPreview],
    ]),
    '',
  ].join('\n')
}

function renderScores(scores: readonly Score[]): string {
  if (scores.length === 0) return ''
  return `Scores\n${scores.map((score) => `  ${renderScore(score)}\n`).join('')}`
}

function renderScore(score: Score): string {
  const result = [score.value ?? '', score.label ?? '', score.outcome === 'unknown' ? '' : score.outcome]
  const about =
    score.target === 'span' ? ` on span ${score.spanId}` : score.target === 'session' ? ' on the session' : ''
  const why = score.explanation === null ? '' : `: ${score.explanation}`
  return safeLine(`${score.name} ${result.filter((part) => part !== '').join(' ')} (${score.source})${about}${why}`)
}

function renderSpan(span: SpanDetail, paint: Paint): string {
  const { canonical } = span
  const { usage } = canonical
  const head = [
    `${paint('bold', safeLine(span.name))}  ${paint('dim', `${span.traceId} ${span.spanId}`)}`,
    ...namedLines([
      ['kind', canonical.kind],
      ['started', `${formatTime(span.startTime)}, took ${formatDuration(span.durationMs)}`],
      ['model', canonical.responseModel ?? canonical.requestModel ?? ''],
      ['tokens', usage === undefined ? '' : `${usage.inputTokens ?? 0} in, ${usage.outputTokens ?? 0} out`],
      ['cost', canonical.cost === undefined ? '' : `${formatCost(canonical.cost.totalUsd)} (${canonical.cost.source})`],
      ['flags', span.flags.join(', ')],
      ['error', canonical.error === undefined ? '' : `${canonical.error.type} ${canonical.error.message}`],
      [
        'hint',
        canonical.missingContent === undefined ? '' : `no content was sent: ${canonical.missingContent.setting}`,
      ],
    ]),
  ]
  const content = renderMessages(canonical, paint)
  const attributes = JSON.stringify(span.attributes, null, 2)
  return [
    head.join('\n'),
    ...content,
    `${paint('dim', 'attributes')}\n${safeText(attributes)}`,
    renderScores(span.scores),
  ]
    .filter((part) => part !== '')
    .map((part) => `${part.trimEnd()}\n`)
    .join('\n')
}

function namedLines(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  return pairs.filter(([, value]) => value !== '').map(([name, value]) => `${name.padEnd(12)}${safeLine(value)}`)
}
