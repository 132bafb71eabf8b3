import { FlaskConical } from 'lucide-react'
import type { SpanActionProps, TraceActionProps } from '../traces/index.ts'
import { LinkButton } from '../ui/button.tsx'

/** In the header of the open span: an evaluator whose first example is what this span gave. */
export function MakeEvaluatorOfSpan({ traceId, spanId, kind }: SpanActionProps) {
  if (kind !== 'llm' && kind !== 'agent') return null
  return (
    <LinkButton to="/evaluators/_new" search={{ trace: traceId, span: spanId }} icon={FlaskConical}>
      New evaluator
    </LinkButton>
  )
}

/** In the header of a trace: an evaluator whose first example is its last answer. */
export const MakeEvaluatorOfTrace = ({ trace }: TraceActionProps) => (
  <LinkButton to="/evaluators/_new" search={{ trace: trace.traceId }} icon={FlaskConical} className="max-sm:hidden">
    New evaluator
  </LinkButton>
)
