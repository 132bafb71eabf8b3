import type { RowStanding } from '@pawl/core'
import { Chips } from '../marks/chips.tsx'
import { standingWords } from '../marks/words.ts'

export interface StandingChipsProps {
  readonly names: readonly RowStanding[]
  readonly counts: Readonly<Record<RowStanding, number>> | undefined
  readonly chosen: readonly RowStanding[]
  readonly onToggle: (name: RowStanding) => void
}

/** How many rows stand how; each is a filter. */
export const StandingChips = (props: StandingChipsProps) => (
  <Chips label="Filter by standing" words={standingWords} {...props} />
)
