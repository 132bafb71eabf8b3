import {
  binsOf,
  everyBin,
  type Finding,
  type Happening,
  isAskedFor,
  isPartOf,
  type MonitorMemory,
  type ObservedBin,
  recoveryFinding,
  replay,
  type Stream,
  shiftFinding,
  type Told,
  toldAlarm,
  toldRecovery,
} from '@pawl/core'
import { placeStream } from './place-stream.ts'
import { type RuleKind, readStreams, type WatchContext } from './watch-context.ts'

export interface GoOver {
  readonly memory: MonitorMemory
  readonly untilMs: number
  /** What ends up to then is folded into the memory. */
  readonly settledMs: number
}

export interface GoneOver {
  readonly memory: MonitorMemory
  /** As of `untilMs`. */
  readonly live: readonly Stream[]
  readonly findings: readonly Finding[]
}

/** Goes over what came in since the memory's time, and says what was not told before. */
export async function goOver(context: WatchContext, { memory, untilMs, settledMs }: GoOver): Promise<GoneOver> {
  const bins = await readBins(context, memory, untilMs)
  const told: Told[] = [...memory.told]
  const findings: Finding[] = []
  for (;;) {
    const rule = context.kind.open(memory)
    const { folded, live, happened } = replay({ rule, bins, told, settledMs })
    if (happened.length === 0) {
      const after = folded ?? { streams: memory.streams, told }
      return { memory: { ...memory, ...after, atMs: settledMs }, live, findings }
    }
    for (const happening of happened) {
      const one = await tell(context, { happening, live, told, memory })
      told.push(one.told)
      if (one.finding !== null) findings.push(one.finding)
    }
  }
}

async function readBins(context: WatchContext, memory: MonitorMemory, toMs: number): Promise<ObservedBin[]> {
  const { binMs, kind } = context
  const { atMs, scale, streams } = memory
  const fromMs = atMs - kind.leadMs
  if (toMs <= fromMs) return []
  const bins = binsOf(
    await readStreams(context, { fromMs, toMs, binMs, scale, ...watchedSlices(kind, streams) }),
    binMs,
  )
  return kind.isEveryBin ? everyBin(bins, { fromMs, toMs, binMs }) : bins
}

/** Those that have a past keep their names, however small they are now. */
const watchedSlices = ({ settings }: RuleKind, streams: readonly Stream[]) =>
  settings === null ? {} : { slices: streams.map(({ slice }) => slice).filter((slice) => slice !== '') }

interface Tell {
  readonly happening: Happening
  readonly live: readonly Stream[]
  readonly told: readonly Told[]
  readonly memory: MonitorMemory
}

async function tell(
  context: WatchContext,
  { happening, live, told, memory }: Tell,
): Promise<{ readonly told: Told; readonly finding: Finding | null }> {
  const { definition } = context
  const stream = live.find(({ slice }) => slice === happening.slice)
  if (stream === undefined) throw new Error(`something happened to the stream ${happening.slice}, which is not watched`)
  if (happening.what === 'recovery') {
    const { shift } = stream
    const isLoud = shift !== null && !shift.isQuiet
    return {
      told: toldRecovery(happening),
      finding: isLoud ? recoveryFinding(happening, shift.direction, definition) : null,
    }
  }
  const placed = await placeStream(context, { stream, memory, ...happening, toMs: happening.atMs, isLast: false })
  const change = placed?.change ?? { atMs: happening.atMs, fromMs: happening.atMs, toMs: happening.atMs }
  // Those found in the same bin are in `told` but not among the streams yet.
  const others = live.map((each) => ({ ...each, shift: each.shift ?? openedAt(told, each.slice, happening.atMs) }))
  const isQuiet = !isAskedFor(happening.direction, definition) || isPartOf({ ...happening, change }, others)
  const alarm = toldAlarm(happening, stream, { placed, isQuiet })
  const { shift } = alarm
  const found = { definition, scale: memory.scale, nowMs: happening.atMs }
  return { told: alarm, finding: isQuiet || shift === null ? null : shiftFinding(alarm.slice, shift, found) }
}

const openedAt = (told: readonly Told[], slice: string, atMs: number) =>
  told.find((one) => one.slice === slice && one.atMs === atMs)?.shift ?? null
