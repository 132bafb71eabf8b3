import type { MessagePart } from '@pawl/core'
import { Brain } from 'lucide-react'
import { formatCount } from '../../ui/format/index.ts'
import { JsonTree } from '../../ui/json-tree.tsx'
import { LongText } from '../../ui/long-text.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { Fold } from './fold.tsx'
import { JsonOrText } from './json-or-text.tsx'
import { MediaPart, RemoteLink } from './media-part.tsx'
import type { PartEntry } from './pair-tool-calls.ts'
import { ToolCallView } from './tool-call-view.tsx'

const textAt = (part: MessagePart, key: string): string | undefined => {
  const value: unknown = (part as Readonly<Record<string, unknown>>)[key]
  return typeof value === 'string' ? value : undefined
}

export interface MessagePartViewProps {
  readonly entry: PartEntry
  readonly onOpenSpan: (spanId: string) => void
}

/** One part of a message. Any part of any type is shown: what has no view of its own is shown as JSON. */
export function MessagePartView({ entry, onOpenSpan }: MessagePartViewProps) {
  const { part } = entry
  const content = textAt(part, 'content')
  if (part.type === 'text' && content !== undefined) return <LongText text={content} />
  if (part.type === 'reasoning' && content !== undefined) {
    return (
      <Fold icon={Brain} title={`Reasoning, ${formatCount(content.length)} characters`}>
        {() => <LongText text={content} className="text-ink-2" />}
      </Fold>
    )
  }
  if (part.type === 'tool_call') return <ToolCallView entry={entry} onOpenSpan={onOpenSpan} />
  if (part.type === 'tool_call_response') {
    return (
      <div className="rounded-lg border bg-sunken px-3 py-2">
        <p className="mb-1 text-2xs text-ink-3">
          Result{textAt(part, 'name') ? ` of ${oneLine(textAt(part, 'name') ?? '', 60)}` : ' without its call'}
        </p>
        <JsonOrText value={'response' in part ? part.response : null} />
      </div>
    )
  }
  if (part.type === 'blob' && content !== undefined) {
    return <MediaPart mimeType={textAt(part, 'mime_type')} modality={textAt(part, 'modality')} content={content} />
  }
  const uri = textAt(part, 'uri')
  if (part.type === 'uri' && uri !== undefined) return <RemoteLink uri={uri} />
  return (
    <div className="rounded-lg border bg-sunken px-3 py-2">
      <p className="mb-1 text-2xs text-ink-3">{oneLine(part.type, 60)}</p>
      <JsonTree value={part} openDepth={1} />
    </div>
  )
}
