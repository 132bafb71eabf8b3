import type { Score } from '@pawl/core'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { formatScore } from '../../ui/format/index.ts'
import { oneLine } from '../../ui/visible-text.ts'

const tones = { pass: 'ok', fail: 'error', unknown: 'neutral' } as const satisfies Record<Score['outcome'], Tone>

type ShownScore = Pick<Score, 'name' | 'value' | 'label' | 'outcome'>

/** The value, else the label, else the outcome. */
function scoreText({ value, label, outcome }: ShownScore): string {
  const shown = [value === null ? undefined : formatScore(value), label ?? undefined].filter(Boolean).join(' ')
  return shown === '' ? outcome : shown
}

export const ScoreChip = ({ score }: { readonly score: ShownScore }) => (
  <Badge tone={tones[score.outcome]} title={`${oneLine(score.name)}: ${scoreText(score)} (${score.outcome})`}>
    <span className="max-w-28 truncate">{oneLine(score.name, 60)}</span>
    <span className="max-w-24 truncate font-semibold">{oneLine(scoreText(score), 40)}</span>
  </Badge>
)
