import { copyOf, newStream, type Stream, type Told } from './memory.ts'
import { type ObservedBin, totalOf } from './observed-bins.ts'
import type { Happening, WatchRule } from './replay.ts'
import { noReturn } from './return-watch.ts'
import { dayMs } from './week-hours.ts'

/** So seldom would a value that still answers be silent for as long. */
const silenceLevel = 1e-6
/** What answers less than that is not missed. */
const leastShare = 0.05
const fingerprint = 'fingerprint:'

/**
 * Watches which values answer: one that never did before, and one that falls silent. A new one is known a day later; a silent one is back
 * with its first answer.
 */
export class ValueWatch implements WatchRule {
  readonly #leastObservations: number
  readonly #streams: Map<string, Stream>

  constructor(streams: readonly Stream[], { leastObservations }: { readonly leastObservations: number }) {
    this.#leastObservations = leastObservations
    this.#streams = new Map(streams.map((stream) => [stream.slice, copyOf(stream)]))
  }

  observe(bin: ObservedBin): readonly Happening[] {
    const counts = new Map([...bin.slices].map(([value, values]) => [value, totalOf(values).count]))
    const totals = { model: 0, fingerprint: 0 }
    for (const [value, count] of counts) totals[kindOf(value)] += count
    for (const value of counts.keys()) if (!this.#streams.has(value)) this.#streams.set(value, unknown(value, bin.atMs))
    return [...this.#streams.values()].flatMap((stream) => {
      const own = counts.get(stream.slice) ?? 0
      return this.#judge(stream, bin, { own, others: totals[kindOf(stream.slice)] - own })
    })
  }

  tell({ slice, atMs, shift }: Told): void {
    const stream = this.#streams.get(slice) ?? unknown(slice, atMs)
    this.#streams.set(slice, stream)
    stream.shift = shift === null ? null : { ...shift, back: noReturn(atMs) }
    if (stream.answers !== null) stream.answers.isKnown = true
  }

  snapshot(): Stream[] {
    return [...this.#streams.values()].map(copyOf)
  }

  #judge(
    { slice, shift, answers }: Stream,
    { atMs, endMs }: ObservedBin,
    { own, others }: { readonly own: number; readonly others: number },
  ): Happening[] {
    if (answers === null) return []
    answers.seen += own
    answers.others = own > 0 ? 0 : answers.others + others
    if (own > 0) answers.lastMs = endMs
    const over = { what: 'recovery', slice, atMs: endMs, backSinceMs: atMs, isNewUsual: false } as const
    if (shift?.kind === 'silent_value' && own > 0) return [{ ...over, reason: 'It answers again' }]
    if (shift?.kind === 'new_value' && endMs - shift.alarmAtMs >= dayMs) {
      return [{ ...over, reason: 'It answered for a day: it is known now' }]
    }
    if (shift !== null) return []
    const alarm = { what: 'alarm', slice, atMs: endMs, direction: 'worse' } as const
    if (!answers.isKnown)
      return answers.seen >= this.#leastObservations ? [{ ...alarm, kind: 'new_value', observed: answers.seen }] : []
    const isMissed =
      answers.share >= leastShare &&
      answers.others * -Math.log1p(-Math.min(answers.share, 0.999)) > -Math.log(silenceLevel)
    return isMissed ? [{ ...alarm, kind: 'silent_value' }] : []
  }
}

const kindOf = (value: string): 'model' | 'fingerprint' => (value.startsWith(fingerprint) ? 'fingerprint' : 'model')

const unknown = (value: string, atMs: number): Stream => ({
  ...newStream(value, atMs),
  answers: { isKnown: false, seen: 0, lastMs: atMs, others: 0, share: 0 },
})

/** What answered in the past is known. What is told just now stays as it is. */
export function learnValues(
  before: readonly Stream[],
  past: ReadonlyMap<string, { readonly count: number; readonly lastMs: number }>,
): Stream[] {
  const totals = { model: 0, fingerprint: 0 }
  for (const [value, { count }] of past) totals[kindOf(value)] += count
  const known = new Map(before.map((stream) => [stream.slice, stream]))
  const open = before.filter(({ slice, shift }) => shift !== null && !past.has(slice))
  const seen = [...past].map(([value, { count, lastMs }]): Stream => {
    const stream = known.get(value) ?? unknown(value, lastMs)
    const share = count / Math.max(1, totals[kindOf(value)])
    // One that is only about to be noticed is not learned away.
    const isKnown = stream.answers === null || before.length === 0 || stream.answers.isKnown
    return {
      ...stream,
      answers: {
        others: 0,
        ...stream.answers,
        seen: Math.max(count, stream.answers?.seen ?? 0),
        lastMs,
        share,
        isKnown,
      },
    }
  })
  return [...seen, ...open]
}
