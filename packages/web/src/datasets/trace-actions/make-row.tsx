import { useNavigate } from '@tanstack/react-router'
import { TestTubeDiagonal } from 'lucide-react'
import type { SpanActionProps, TraceActionProps } from '../../traces/index.ts'
import { Button } from '../../ui/button.tsx'
import { Key, useShortcuts } from '../../ui/shortcuts.tsx'

/** In the header of the open span: a row that tests this span alone. */
export function MakeRowOfSpan({ traceId, spanId }: SpanActionProps) {
  const navigate = useNavigate()
  const make = () => void navigate({ to: '/rows/new', search: { trace: traceId, span: spanId } })
  useShortcuts([{ key: 'm', label: 'Make a row of the open span', run: make }])
  return (
    <Button icon={TestTubeDiagonal} onClick={make}>
      Make a row
      <span className="max-lg:hidden pointer-coarse:hidden">
        <Key name="m" />
      </span>
    </Button>
  )
}

/** In the header of a trace: a row that tests it from its input to its last answer. */
export function MakeRowOfTrace({ trace }: TraceActionProps) {
  const navigate = useNavigate()
  const make = () => void navigate({ to: '/rows/new', search: { trace: trace.traceId } })
  useShortcuts([{ key: 'M', label: 'Make a row of the trace', run: make }])
  return (
    <Button icon={TestTubeDiagonal} variant="primary" onClick={make}>
      Make a row
    </Button>
  )
}
