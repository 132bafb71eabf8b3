import type { SpanLine } from '@pawl/core'
import { formatCostUsd } from '../../ui/format/index.ts'

const explained = {
  computed: 'computed from the price table',
  mixed: 'partly reported, partly computed from the price table',
  reported: 'reported by the application',
} as const

export interface CostTextProps {
  readonly costUsd: number | null
  readonly source: SpanLine['costSource']
}

/** A cost; `≈` marks what was computed, not reported. */
export function CostText({ costUsd, source }: CostTextProps) {
  if (costUsd === null || source === null) return <span className="text-ink-3">–</span>
  return (
    <span title={explained[source]}>
      {source === 'reported' ? '' : '≈'}
      {formatCostUsd(costUsd)}
    </span>
  )
}
