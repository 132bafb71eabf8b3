import { type TrialCounts, trialStatuses } from '@pawl/core'
import { cx } from '../../ui/class-names.ts'
import { trialWords } from '../marks/words.ts'

const inks = {
  pass: 'bg-ok',
  fail: 'bg-error-fill',
  unknown: 'bg-ink-3/50',
  error: 'bg-warn-fill',
  unrecorded_tool_call: 'bg-warn-fill',
} as const satisfies Record<keyof TrialCounts, string>

/** More than these are said in figures. */
const mostDots = 12

/** What the trials of a row came to: a dot each, or counts where there are many. */
export function TrialDots({ trials }: { readonly trials: TrialCounts }) {
  const said = trialStatuses.filter((status) => trials[status] > 0)
  const title = said.map((status) => `${trials[status]} ${trialWords[status].label.toLowerCase()}`).join(', ')
  const all = said.reduce((sum, status) => sum + trials[status], 0)
  if (all > mostDots) {
    return (
      <span className="text-xs" title={title}>
        <span className="text-ok">{trials.pass}</span> / <span className="text-error">{trials.fail}</span>
      </span>
    )
  }
  return (
    <span role="img" aria-label={title || 'No trial'} title={title} className="flex flex-wrap gap-0.5">
      {said.flatMap((status) =>
        Array.from({ length: trials[status] }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the dots of one kind are all alike.
          <span key={`${status}${index}`} className={cx('size-2 rounded-full', inks[status])} />
        )),
      )}
    </span>
  )
}
