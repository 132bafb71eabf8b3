import type { EvaluatorAccuracy } from '@pawl/core'
import { Badge } from '../../ui/badge.tsx'

/** Whether a judge may decide a gate: proven by human labels, shown unfit, or not known yet. */
export function FitnessBadge({
  accuracy,
}: {
  readonly accuracy: Pick<EvaluatorAccuracy, 'isFit' | 'reason' | 'comparedCount'>
}) {
  if (accuracy.isFit) {
    return (
      <Badge tone="ok" title={accuracy.reason}>
        Fit for gating
      </Badge>
    )
  }
  return (
    <Badge tone={accuracy.comparedCount === 0 ? 'neutral' : 'error'} title={accuracy.reason}>
      {accuracy.comparedCount === 0 ? 'No labels yet' : 'Unfit for gating'}
    </Badge>
  )
}
