import type { Alert } from '../api/index.ts'
import type { ShiftFinding } from '../watch/finding.ts'

/** How far an alert can be trusted, in figures and in words. */
export function howSure({
  kind,
  falseAlarmDays,
  isConfirmed,
  observed,
}: Pick<ShiftFinding, 'kind' | 'falseAlarmDays' | 'isConfirmed' | 'observed'>): Alert['sureness'] {
  const seen = observed === 1 ? '1 observation' : `${observed} observations`
  switch (kind) {
    case 'threshold':
      return { falseAlarmDays: null, isConfirmed: null, sentence: `Its fixed threshold is crossed, by ${seen}.` }
    case 'new_value':
      return {
        falseAlarmDays: null,
        isConfirmed: null,
        sentence: `It was seen ${observed === 1 ? 'once' : `${observed} times`}, and never before.`,
      }
    case 'silent_value':
      return { falseAlarmDays, isConfirmed, sentence: 'It answered regularly before, and not once since.' }
    case 'shift': {
      const sentences = [
        ...(falseAlarmDays === null
          ? []
          : [`On average ${daysText(falseAlarmDays)} or more pass until a false alarm like this.`]),
        secondTest(isConfirmed, seen),
      ]
      return { falseAlarmDays, isConfirmed, sentence: sentences.join(' ') }
    }
  }
}

function secondTest(isConfirmed: boolean | null, seen: string): string {
  if (isConfirmed === null) return `A second test waits for more than ${seen} since the change.`
  return isConfirmed
    ? `A second test, over both sides of the change, sees it too (${seen} since).`
    : `A second test, over both sides of the change, does not see it (${seen} since): look before you act.`
}

const daysText = (days: number): string => (days === 1 ? '1 day' : `${days} days`)
