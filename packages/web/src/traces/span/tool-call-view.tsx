import type { MessagePart } from '@pawl/core'
import { Wrench } from 'lucide-react'
import { cx } from '../../ui/class-names.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { JsonOrText } from './json-or-text.tsx'
import type { PartEntry, ToolResult } from './pair-tool-calls.ts'

export interface ToolCallViewProps {
  readonly entry: PartEntry
  readonly onOpenSpan: (spanId: string) => void
}

const field = (part: MessagePart, key: 'id' | 'name' | 'arguments'): unknown =>
  (part as Readonly<Record<string, unknown>>)[key]

/** A tool call with its arguments, and below them what came back. */
export function ToolCallView({ entry, onOpenSpan }: ToolCallViewProps) {
  const { part, result } = entry
  const id = field(part, 'id')
  const callArguments = field(part, 'arguments')
  return (
    <div className="overflow-hidden rounded-lg border">
      <div className="flex items-center gap-2 bg-sunken px-3 py-1.5 text-xs">
        <Wrench aria-hidden size={12} className="shrink-0 text-kind-tool" />
        <span className="truncate font-mono font-medium">{oneLine(String(field(part, 'name') ?? 'tool'), 120)}</span>
        {typeof id === 'string' && id !== '' ? (
          <span className="ml-auto truncate font-mono text-2xs text-ink-3">{oneLine(id, 60)}</span>
        ) : null}
      </div>
      <div className="px-3 py-2">
        {callArguments === undefined ? (
          <p className="text-xs text-ink-3">No arguments</p>
        ) : (
          <JsonOrText value={callArguments} openDepth={2} />
        )}
      </div>
      <ResultView result={result} onOpenSpan={onOpenSpan} />
    </div>
  )
}

function ResultView({
  result,
  onOpenSpan,
}: {
  readonly result: ToolResult | undefined
  readonly onOpenSpan: (spanId: string) => void
}) {
  if (!result) return <p className="border-t px-3 py-1.5 text-xs text-ink-3">No result in this trace</p>
  const { spanId } = result
  return (
    <div className={cx('border-t px-3 py-2', result.isError && 'bg-error-soft')}>
      <p className="mb-1 flex items-center gap-2 text-2xs text-ink-3">
        {result.isError ? <span className="font-medium text-error">Failed</span> : 'Result'}
        {spanId ? (
          <button type="button" className="text-accent hover:underline" onClick={() => onOpenSpan(spanId)}>
            from the tool’s span
          </button>
        ) : null}
      </p>
      <JsonOrText value={result.response} />
    </div>
  )
}
