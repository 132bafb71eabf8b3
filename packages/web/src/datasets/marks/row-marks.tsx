import { type RowLabel, type RowRisk, type RowStatus, type RowSummary, rowThresholds } from '@pawl/core'
import { Badge } from '../../ui/badge.tsx'
import { labelWords, proofWords, riskWords, statusWords } from './words.ts'

export const RowStatusBadge = ({ status }: { readonly status: RowStatus }) => {
  const { label, meaning, tone } = statusWords[status]
  return (
    <Badge tone={tone} title={meaning}>
      {label}
    </Badge>
  )
}

export interface LabelBadgesProps {
  readonly labels: readonly RowLabel[]
  readonly risks: readonly RowRisk[]
}

/** Why the row deserves to exist. A high-risk row says in the same badge what it risks. */
export const LabelBadges = ({ labels, risks }: LabelBadgesProps) =>
  labels.map((label) => {
    const isRisk = label === 'high_risk'
    const named = risks.map((risk) => riskWords[risk].toLowerCase()).join(', ')
    return (
      <Badge key={label} tone={isRisk ? 'error' : 'neutral'} title={labelWords[label].meaning}>
        {isRisk && named !== '' ? `${labelWords.high_risk.label}: ${named}` : labelWords[label].label}
      </Badge>
    )
  })

/** A probability as people say it: 0.8 is 80 %. */
export const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`

/** What a release must show on a row, in one sentence. */
export function thresholdSentence(row: Parameters<typeof rowThresholds>[0]): string {
  const { required, floor } = rowThresholds(row)
  return `Holds when shown more likely than ${percent(floor)} to pass, tested against the required ${percent(required)}`
}

export const ProofBadge = ({ state }: { readonly state: RowSummary['proof'] }) => {
  const { label, meaning, tone } = proofWords[state]
  return state === 'none' ? (
    <span title={meaning} className="text-2xs font-medium text-ink-3">
      {label}
    </span>
  ) : (
    <Badge tone={tone} title={meaning}>
      {label}
    </Badge>
  )
}
