import { Link } from '@tanstack/react-router'
import { FileCode2 } from 'lucide-react'
import type { SpanActionProps } from '../../traces/index.ts'

/** On the header of a model call: leads to the page where a prompt is made of it. */
export function MakePromptAction({ traceId, spanId, kind }: SpanActionProps) {
  if (kind !== 'llm') return null
  return (
    <Link
      to="/make-prompt/$traceId/$spanId"
      params={{ traceId, spanId }}
      className="inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md border border-line-strong bg-surface px-2.5 text-xs font-medium whitespace-nowrap hover:bg-hover pointer-coarse:h-8"
    >
      <FileCode2 aria-hidden size={14} className="shrink-0" />
      Make a prompt
    </Link>
  )
}
