import type { RunProgress } from '@pawl/core'
import { formatCount } from '../layout/format-value.ts'
import { createProgressLine, type ProgressLine } from '../layout/progress-line.ts'
import type { Terminal } from '../terminal.ts'

type Shown = Pick<RunProgress, 'total' | 'finished' | 'counts' | 'trialsPerS' | 'secondsLeft'>

export interface RunProgressLine extends Pick<ProgressLine, 'clear'> {
  readonly update: (progress: Shown) => void
}

/** `█████░░░ 42 %  8.1/s  0:12 left  31 pass  2 fail  1 error`, on stderr. */
export function createRunProgressLine(terminal: Terminal): RunProgressLine {
  const line = createProgressLine(terminal)
  return { clear: line.clear, update: (progress) => line.update(() => progressText(progress)) }
}

const barWidth = 20

function progressText({ total, finished, counts, trialsPerS, secondsLeft }: Shown): string {
  const share = total === 0 ? 1 : Math.min(1, finished / total)
  const filled = Math.round(share * barWidth)
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${String(Math.floor(share * 100)).padStart(3)} %`
  const pace = trialsPerS === null ? [] : [`${trialsPerS.toFixed(trialsPerS < 10 ? 1 : 0)}/s`]
  const left = secondsLeft === null ? [] : [`${clock(secondsLeft)} left`]
  const tally = [
    `${formatCount(counts.pass)} pass`,
    `${formatCount(counts.fail)} fail`,
    ...(counts.unknown > 0 ? [`${formatCount(counts.unknown)} unknown`] : []),
    ...(counts.unrecorded_tool_call > 0 ? [`${formatCount(counts.unrecorded_tool_call)} unrecorded`] : []),
    ...(counts.error > 0 ? [`${formatCount(counts.error)} error`] : []),
  ]
  return [bar, ...pace, ...left, ...tally].join('  ')
}

function clock(seconds: number): string {
  const whole = Math.ceil(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(whole % 60).padStart(2, '0')}`
  return hours > 0 ? `${hours}:${tail}` : tail
}
