import { useState } from 'react'
import { cx } from './class-names.ts'
import { formatCount } from './format/index.ts'
import { visibleText } from './visible-text.ts'

const collapsedCharacters = 1600
const collapsedLines = 24
/** More than this at once makes a browser's layout stall for seconds. */
const stepCharacters = 200_000

/** Where to cut: at the character limit or the line limit, whichever comes first. */
export function collapsedLength(text: string): number {
  let lines = 0
  let end = -1
  while (lines < collapsedLines) {
    end = text.indexOf('\n', end + 1)
    if (end === -1 || end > collapsedCharacters) return Math.min(text.length, collapsedCharacters)
    lines += 1
  }
  return end
}

export interface LongTextProps {
  readonly text: string
  readonly mono?: boolean
  readonly className?: string
}

/** Text exactly as it was sent: never markup, its line breaks kept, long ones folded. */
export function LongText({ text, mono = false, className }: LongTextProps) {
  const folded = collapsedLength(text)
  // A rest too short to be worth a click is shown at once.
  const first = text.length - folded < 200 && folded >= 200 ? text.length : folded
  const [shown, setShown] = useState(first)
  const end = Math.max(first, Math.min(shown, text.length))
  const isLong = first < text.length
  return (
    <div className={className}>
      <div
        dir="auto"
        className={cx('break-words whitespace-pre-wrap [unicode-bidi:isolate]', mono && 'font-mono text-xs')}
      >
        {visibleText(text.slice(0, end))}
        {end < text.length ? <span className="text-ink-3">…</span> : null}
      </div>
      {isLong ? (
        <button
          type="button"
          className="mt-1 text-xs font-medium text-accent hover:underline"
          onClick={() => setShown(end < text.length ? end + stepCharacters : first)}
        >
          {end < text.length ? moreLabel(text.length, end) : 'Show less'}
        </button>
      ) : null}
    </div>
  )
}

function moreLabel(length: number, end: number): string {
  const rest = length - end
  return rest > stepCharacters
    ? `Show ${formatCount(stepCharacters)} more of ${formatCount(length)} characters`
    : `Show all ${formatCount(length)} characters`
}
