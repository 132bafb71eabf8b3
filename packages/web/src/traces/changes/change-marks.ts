import type { ChangeMark } from '@pawl/core'
import { Bot, FileCode2, GitCommitHorizontal, type LucideIcon, Rocket } from 'lucide-react'
import type { ChartMark } from '../../ui/chart/chart-props.ts'
import { oneLine } from '../../ui/visible-text.ts'

interface ChangeWords {
  readonly label: string
  readonly icon: LucideIcon
}

const words: Readonly<Record<ChangeMark['kind'], ChangeWords>> = {
  deployment: { label: 'Deployment', icon: Rocket },
  model: { label: 'Model', icon: Bot },
  prompt_version: { label: 'Prompt version', icon: FileCode2 },
  release: { label: 'Release', icon: GitCommitHorizontal },
}

export const changeWordsOf = ({ kind }: Pick<ChangeMark, 'kind'>): ChangeWords => words[kind]

/** Something that happened to the application, as a flag on a chart. */
export function changeChartMark(change: ChangeMark): ChartMark {
  const { label, icon } = changeWordsOf(change)
  return {
    id: change.id,
    atMs: Date.parse(change.at),
    label: `${label}: ${oneLine(change.title, 200)}`,
    icon,
    tone: 'neutral',
  }
}
