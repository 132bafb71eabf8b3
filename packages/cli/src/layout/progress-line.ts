import type { Terminal } from '../terminal.ts'
import { displayWidth } from './display-width.ts'

export interface ProgressLine {
  /** Shows the text, at most ten times a second on a terminal and every ten seconds in a log. */
  readonly update: (text: () => string) => void
  /** Takes the line away, so that other output can follow. */
  readonly clear: () => void
}

const terminalIntervalMs = 100
const logIntervalMs = 10_000

/** One line on stderr that is written over as work goes on. */
export function createProgressLine({ stderr, stderrIsTty }: Terminal): ProgressLine {
  const intervalMs = stderrIsTty ? terminalIntervalMs : logIntervalMs
  let shownAtMs = performance.now()
  let shownWidth = 0
  const clear = () => {
    if (shownWidth > 0) stderr.write(`\r${' '.repeat(shownWidth)}\r`)
    shownWidth = 0
  }
  return {
    clear,
    update: (text) => {
      if (performance.now() - shownAtMs < intervalMs) return
      shownAtMs = performance.now()
      const line = text()
      if (!stderrIsTty) {
        stderr.write(`${line}\n`)
        return
      }
      clear()
      stderr.write(line)
      shownWidth = displayWidth(line)
    },
  }
}

/** `█████░░░░░  42 %  1,234 spans/s  0:12 left`; without the bar and the rest where `share` is not known. */
export function progressBar({ share, elapsedMs }: { share: number | undefined; elapsedMs: number }): string {
  if (share === undefined) return ''
  const width = 20
  const filled = Math.round(Math.min(1, share) * width)
  const leftS = share <= 0 ? undefined : Math.max(0, (elapsedMs * (1 - share)) / share / 1000)
  const left = leftS === undefined ? '' : `  ${clock(leftS)} left`
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${String(Math.floor(Math.min(1, share) * 100)).padStart(3)} %${left}`
}

function clock(seconds: number): string {
  const whole = Math.round(seconds)
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(whole % 60).padStart(2, '0')}`
  return hours > 0 ? `${hours}:${tail}` : tail
}
