import type { CanonicalSpan, SpanDetail } from '@pawl/core'
import type { ReactNode } from 'react'
import { formatCostUsd, formatCount, formatDuration } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { CostText } from '../marks/cost-text.tsx'
import { PromptVersionMarks } from '../slots.tsx'

type Fact = readonly [label: string, value: ReactNode]

/** Requested and answered model, when they differ both. */
export function modelText({
  requestModel,
  responseModel,
}: Pick<CanonicalSpan, 'requestModel' | 'responseModel'>): string {
  if (requestModel && responseModel && requestModel !== responseModel) return `${requestModel} → ${responseModel}`
  return responseModel ?? requestModel ?? ''
}

/** `1,204 in (1,024 cached), 310 out (256 reasoning)`. */
export function usageText(usage: CanonicalSpan['usage']): string {
  if (!usage) return ''
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens, totalTokens } = usage
  const cached = [
    cacheReadTokens ? `${formatCount(cacheReadTokens)} cached` : '',
    cacheWriteTokens ? `${formatCount(cacheWriteTokens)} written to cache` : '',
  ].filter(Boolean)
  const input =
    inputTokens === undefined
      ? ''
      : `${formatCount(inputTokens)} in${cached.length > 0 ? ` (${cached.join(', ')})` : ''}`
  const output =
    outputTokens === undefined
      ? ''
      : `${formatCount(outputTokens)} out${reasoningTokens ? ` (${formatCount(reasoningTokens)} reasoning)` : ''}`
  const text = [input, output].filter(Boolean).join(', ')
  return text === '' && totalTokens !== undefined ? `${formatCount(totalTokens)} in all` : text
}

function costFact({ cost }: CanonicalSpan): ReactNode {
  if (!cost) return undefined
  const parts = [
    cost.inputUsd === undefined ? '' : `${formatCostUsd(cost.inputUsd)} in`,
    cost.outputUsd === undefined ? '' : `${formatCostUsd(cost.outputUsd)} out`,
  ].filter(Boolean)
  return (
    <>
      <CostText costUsd={cost.totalUsd} source={cost.source} />
      {parts.length > 0 ? <span className="text-ink-3"> ({parts.join(', ')})</span> : null}
    </>
  )
}

function promptFact(name: string | undefined, version: string | undefined): ReactNode {
  if (!name) return undefined
  return (
    <>
      {oneLine(`${name}${version ? `@${version}` : ''}`, 200)}{' '}
      {version ? <PromptVersionMarks name={name} version={version} /> : null}
    </>
  )
}

const plain = (text: string | undefined): ReactNode => (text ? oneLine(text, 200) : undefined)

function factsOf(span: SpanDetail): readonly Fact[] {
  const { canonical } = span
  const { promptName, promptVersion } = canonical
  const all: readonly Fact[] = [
    ['Duration', formatDuration(span.durationMs)],
    ['Start', <Instant key="start" iso={span.startTime} />],
    ['Model', plain(modelText(canonical))],
    ['Tokens', plain(usageText(canonical.usage))],
    ['Cost', costFact(canonical)],
    [
      'First token',
      canonical.timeToFirstTokenMs === undefined ? undefined : formatDuration(canonical.timeToFirstTokenMs),
    ],
    ['Ended', plain(canonical.finishReasons.join(', '))],
    ['Prompt', promptFact(promptName, promptVersion)],
    ['Provider', plain(canonical.provider)],
    ['Agent', plain(canonical.agentName)],
    ['Service', plain(canonical.serviceName)],
    ['Session', plain(canonical.sessionId)],
    ['User', plain(canonical.userId)],
  ]
  return all.filter(([, value]) => value !== undefined)
}

/** The figures of a span, aligned in columns. */
export const SpanFacts = ({ span }: { readonly span: SpanDetail }) => (
  <dl className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-x-6 gap-y-0.5 px-4 py-3">
    {factsOf(span).map(([label, value]) => (
      <div key={label} className="flex min-w-0 items-baseline gap-2">
        <dt className="w-18 shrink-0 text-xs text-ink-3">{label}</dt>
        <dd className="min-w-0 break-words">{value}</dd>
      </div>
    ))}
  </dl>
)
