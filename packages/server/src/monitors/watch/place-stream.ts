import {
  binsOf,
  dayMs,
  everyBin,
  hourMs,
  type MonitorMemory,
  type ObservedBin,
  type OpenShift,
  type PlacedShift,
  placeShift,
  type Stream,
  seededStream,
} from '@pawl/core'
import { readStreams, type WatchContext } from './watch-context.ts'

/** A change is looked for so far back. */
const farthestMs = 30 * dayMs
/** A place known better than this is looked at in short bins. */
const fineMs = 2 * dayMs

export interface ToPlace {
  readonly stream: Stream
  readonly memory: MonitorMemory
  readonly direction: OpenShift['direction']
  readonly atMs: number
  readonly toMs: number
  /** Enough came since the alarm for a second test. */
  readonly isLast: boolean
}

/** Where a stream changed: by hours first, then in short bins around the place. */
export async function placeStream(context: WatchContext, of: ToPlace): Promise<PlacedShift | null> {
  const { stream, memory, direction, atMs, toMs, isLast } = of
  const { usual } = stream
  if (usual === null) return null
  const fromMs = floorHour(Math.max(stream.watchedFromMs, atMs - farthestMs))
  const random = isLast ? seededStream(`${context.seed} ${stream.slice} ${atMs}`) : null
  const watched = { ...stream, usual }
  const own = { slice: stream.slice, scale: memory.scale }
  const hours = await read(context, own, { fromMs, toMs, binMs: hourMs })
  const rough = placeShift({ stream: watched, direction, bins: hours, random: null })
  if (rough === null) return null
  // What was learned as usual is no part of a change.
  const from = Math.max(fromMs, floorHour(rough.change.fromMs) - hourMs)
  const to = floorHour(rough.change.toMs) + 2 * hourMs
  if (context.binMs >= hourMs || to - from > fineMs)
    return placeShift({ stream: watched, direction, bins: hours, random })
  const fine = await read(context, own, { fromMs: from, toMs: Math.min(to, toMs), binMs: context.binMs })
  const bins = [...hours.filter((bin) => bin.atMs < from), ...fine, ...hours.filter((bin) => bin.atMs >= to)]
  return placeShift({ stream: watched, direction, bins, random })
}

async function read(
  context: WatchContext,
  { slice, scale }: { readonly slice: string; readonly scale: MonitorMemory['scale'] },
  range: { readonly fromMs: number; readonly toMs: number; readonly binMs: number },
): Promise<ObservedBin[]> {
  const bins = binsOf(await readStreams(context, { scale, ...range, slices: slice === '' ? [] : [slice] }), range.binMs)
  return context.kind.isEveryBin ? everyBin(bins, range) : bins
}

const floorHour = (atMs: number): number => Math.floor(atMs / hourMs) * hourMs
