import { learnUsual, learnUsualCounts, type PastHour } from './learn-usual.ts'
import { type MonitorMemory, newStream, type Stream } from './memory.ts'
import type { Usual } from './usual.ts'
import { detectorOf, type ShiftSettings } from './watch-shifts.ts'
import { dayMs, hourMs } from './week-hours.ts'

/** How far back the usual is learned from: eight of each hour of the week. */
export const learnedDays = 56
const learnEveryMs = dayMs

/** When the usual is to be learned again; at once where a stream has a new one. */
export function nextLearningMs({ learnedAtMs, streams, atMs }: MonitorMemory): number {
  const isMissing = streams.some(({ slice, usual }) => slice === '' && usual === null)
  return isMissing ? Math.max(atMs, learnedAtMs + hourMs) : learnedAtMs + learnEveryMs
}

/** Whether a stream shows so much of a shift that what is usual must not be learned from it now. */
export function isSuspicious(stream: Stream, settings: ShiftSettings): boolean {
  if (stream.shift !== null) return true
  if (stream.usual === null) return false
  const detector = detectorOf(stream, settings)
  // Half of the way to an alarm, on the scale that evidence grows on.
  return detector.evidenceShare * Math.sqrt(detector.threshold) > 1
}

export interface Learning {
  /** By slice, '' for all: hours with observations, oldest first. */
  readonly past: ReadonlyMap<string, readonly PastHour[]>
  /** The usual is what came before. */
  readonly atMs: number
  readonly scale: MonitorMemory['scale']
}

/** Learns the usual of each stream that shows nothing suspicious; a slice that has enough of a past is watched from now on. */
export function relearn(before: readonly Stream[], { past, atMs }: Learning, settings: ShiftSettings): Stream[] {
  const known = new Map(before.map((stream) => [stream.slice, stream]))
  const slices = [...new Set([...known.keys(), ...past.keys()])].sort()
  return slices.flatMap((slice) => {
    const stream = known.get(slice) ?? newStream(slice, atMs)
    if (isSuspicious(stream, settings)) return [stream]
    const hours = (past.get(slice) ?? []).filter((hour) => isUsual(stream, hour.atMs))
    const usual = settings.isCount ? learnFromCounts(hours, stream, atMs) : learnUsual({ hours, toMs: atMs })
    if (usual === null) return stream.usual === null && slice !== '' ? [] : [stream]
    const isNew = stream.usual === null
    return [{ ...stream, usual, ...(isNew ? { watchedFromMs: Math.max(stream.watchedFromMs, atMs) } : {}) }]
  })
}

const isUsual = ({ learnFromMs, unusual }: Stream, atMs: number): boolean =>
  atMs >= learnFromMs && !unusual.some(({ fromMs, toMs }) => atMs + hourMs > fromMs && atMs < toMs)

/** Hours without a row had no request; unusual times are taken out, which leaves gaps that look like the hours around them. */
function learnFromCounts(hours: readonly PastHour[], stream: Stream, atMs: number): Usual | null {
  const fromMs = hours[0]?.atMs
  if (fromMs === undefined) return null
  const known = new Map(hours.map((hour) => [hour.atMs, hour.sum]))
  const counts: { atMs: number; count: number }[] = []
  for (let at = fromMs; at + hourMs <= atMs; at += hourMs) {
    if (isUsual(stream, at)) counts.push({ atMs: at, count: known.get(at) ?? 0 })
  }
  return learnUsualCounts(counts, atMs)
}
