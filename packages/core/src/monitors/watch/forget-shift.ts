import { type MonitorMemory, noEvidence, type Stream } from './memory.ts'

export interface ForgottenShift {
  /** '' for all. */
  readonly slice: string
  readonly atMs: number
  /** Where it is since then is the usual; null when the usual stays. */
  readonly learnFromMs: number | null
}

/** A person settled it: the stream, and what was quiet as a part of it, is watched from now on as if nothing had been found. */
export function forgetShift(memory: MonitorMemory, { slice, atMs, learnFromMs }: ForgottenShift): MonitorMemory {
  const quiet = new Set(
    [...memory.streams, ...memory.told].flatMap((each) => (each.shift?.isQuiet ? [each.slice] : [])),
  )
  const isMeant = (each: { readonly slice: string }) => each.slice === slice || (slice === '' && quiet.has(each.slice))
  const anew = (stream: Stream): Stream => ({
    ...stream,
    shift: null,
    detector: noEvidence(),
    watchedFromMs: Math.max(atMs, memory.atMs),
    ...(learnFromMs === null ? {} : { learnFromMs, usual: null }),
  })
  const streams = memory.streams.map((stream) => (isMeant(stream) ? anew(stream) : stream))
  return { ...memory, streams, told: memory.told.filter((one) => !isMeant(one)) }
}
