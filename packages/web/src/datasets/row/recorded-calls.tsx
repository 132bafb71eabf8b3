import type { RecordedToolCall } from '@pawl/core'
import { CornerDownRight, Wrench } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { LongText } from '../../ui/long-text.tsx'
import { oneLine } from '../../ui/visible-text.ts'

const Value = ({ value }: { readonly value: unknown }) =>
  typeof value === 'string' ? <LongText text={value} mono /> : <JsonTree value={value} openDepth={1} />

/** Tool calls with what they were answered. */
export const RecordedCalls = ({ calls }: { readonly calls: readonly RecordedToolCall[] }) => (
  <ol aria-label="Recorded tool calls" className="space-y-2">
    {calls.map((call, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a call has no identity but its place.
      <li key={index} className="rounded-lg border">
        <p className="flex items-center gap-1.5 border-b bg-sunken px-3 py-1.5 text-xs">
          <Wrench aria-hidden size={13} className="shrink-0 text-kind-tool" />
          <span className="truncate font-mono font-medium">{oneLine(call.name, 120)}</span>
          {call.isError ? <Badge tone="error">Failed</Badge> : null}
        </p>
        <div className="space-y-1.5 px-3 py-2">
          <Value value={call.arguments} />
          <div className="flex gap-1.5 border-t pt-1.5">
            <CornerDownRight aria-hidden size={13} className="mt-1 shrink-0 text-ink-3" />
            <div className="min-w-0 flex-1">
              <Value value={call.result} />
            </div>
          </div>
        </div>
      </li>
    ))}
  </ol>
)
