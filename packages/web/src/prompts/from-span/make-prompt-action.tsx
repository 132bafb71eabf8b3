import { FileCode2 } from 'lucide-react'
import type { SpanActionProps } from '../../traces/index.ts'
import { LinkButton } from '../../ui/button.tsx'

/** On the header of a model call: leads to the page where a prompt is made of it. */
export function MakePromptAction({ traceId, spanId, kind }: SpanActionProps) {
  if (kind !== 'llm') return null
  return (
    <LinkButton to="/make-prompt/$traceId/$spanId" params={{ traceId, spanId }} icon={FileCode2}>
      Make a prompt
    </LinkButton>
  )
}
