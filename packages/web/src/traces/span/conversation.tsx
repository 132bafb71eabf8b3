import type { Message, MessagePart } from '@pawl/core'
import { useState } from 'react'
import { cx } from '../../ui/class-names.ts'
import { formatCount } from '../../ui/format/index.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { Fold } from './fold.tsx'
import { MessagePartView } from './message-part.tsx'
import { type ConversationEntry, pairToolCalls, type ToolSpan } from './pair-tool-calls.ts'

export interface ConversationProps {
  readonly system: readonly MessagePart[]
  readonly input: readonly Message[]
  readonly output: readonly Message[]
  readonly toolSpans: readonly ToolSpan[]
  readonly onOpenSpan: (spanId: string) => void
}

/** Of a long history the last messages matter: the earlier ones come on demand. */
const lastShown = 6

/** The messages of a model call, oldest first, every tool call with its result. */
export function Conversation({ system, input, output, toolSpans, onOpenSpan }: ConversationProps) {
  const [showsAll, setShowsAll] = useState(false)
  const entries = pairToolCalls(input, output, toolSpans)
  const hidden = showsAll ? 0 : Math.max(0, entries.length - lastShown)
  return (
    <div>
      {system.length > 0 ? (
        <Fold
          title={`System instructions, ${formatCount(lengthOf(system))} characters`}
          startsOpen={lengthOf(system) < 600}
          className="px-4 pt-2"
        >
          {() =>
            system.map((part, index) => (
              <MessagePartView key={partKey(part, index)} entry={{ part }} onOpenSpan={onOpenSpan} />
            ))
          }
        </Fold>
      ) : null}
      {hidden > 0 ? (
        <button
          type="button"
          className="mx-4 mt-2 text-xs font-medium text-accent hover:underline"
          onClick={() => setShowsAll(true)}
        >
          Show {formatCount(hidden)} earlier {hidden === 1 ? 'message' : 'messages'}
        </button>
      ) : null}
      <ol aria-label="Messages">
        {entries.slice(hidden).map((entry) => (
          <MessageView key={entry.key} entry={entry} onOpenSpan={onOpenSpan} />
        ))}
      </ol>
    </div>
  )
}

const lengthOf = (parts: readonly MessagePart[]): number =>
  parts.reduce(
    (length, part) => length + ('content' in part && typeof part.content === 'string' ? part.content.length : 0),
    0,
  )

// Parts have no identity but their place, and never move.
const partKey = (part: MessagePart, index: number): string => `${index}.${part.type}`

function MessageView({
  entry,
  onOpenSpan,
}: {
  readonly entry: ConversationEntry
  readonly onOpenSpan: (spanId: string) => void
}) {
  const isOutput = entry.direction === 'output'
  const isSystem = entry.role === 'system' || entry.role === 'developer'
  const parts = (
    <div className="space-y-2">
      {entry.parts.length === 0 ? <p className="text-xs text-ink-3">Empty</p> : null}
      {entry.parts.map((part, index) => (
        <div key={partKey(part.part, index)}>
          <MessagePartView entry={part} onOpenSpan={onOpenSpan} />
        </div>
      ))}
    </div>
  )
  return (
    <li
      className={cx('border-b px-4 py-3', isOutput && 'bg-accent-soft/40 shadow-[inset_2px_0_0_var(--color-accent)]')}
    >
      <p className="mb-1 flex items-baseline gap-2 text-xs">
        <span className="font-semibold capitalize">{oneLine(entry.role, 40) || 'message'}</span>
        {entry.name ? <span className="text-ink-3">{oneLine(entry.name, 60)}</span> : null}
        {isOutput ? <span className="text-ink-3">answer</span> : null}
        {entry.finishReason && entry.finishReason !== 'stop' ? (
          <span className="text-ink-3">ended: {oneLine(entry.finishReason, 40)}</span>
        ) : null}
      </p>
      {isSystem ? (
        <Fold
          title={`${formatCount(lengthOf(entry.parts.map((one) => one.part)))} characters`}
          startsOpen={lengthOf(entry.parts.map((one) => one.part)) < 600}
        >
          {() => parts}
        </Fold>
      ) : (
        parts
      )}
    </li>
  )
}
