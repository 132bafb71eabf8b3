import type { PromptSummary } from '@pawl/core'
import type { ReactNode } from 'react'
import { Badge } from '../../ui/badge.tsx'

export interface LiveBadgesProps {
  readonly prompt: Pick<PromptSummary, 'current'>
  /** Only the environments in which this version is current. */
  readonly version?: number
  readonly whenNone?: ReactNode
}

/** In which environments which version is current. */
export function LiveBadges({ prompt, version, whenNone = null }: LiveBadgesProps) {
  const current = prompt.current.filter(({ number }) => version === undefined || number === version)
  if (current.length === 0) return whenNone
  return current.map(({ environment, number, since, by }) => (
    <Badge key={environment} tone="ok" title={`Since ${since}, by ${by}`}>
      {version === undefined ? `${environment} v${number}` : environment}
    </Badge>
  ))
}
