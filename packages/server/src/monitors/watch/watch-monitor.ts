import {
  dayMs,
  type Finding,
  hourMs,
  isToLocate,
  type MonitorMemory,
  nextLearningMs,
  type OpenShift,
  type Stream,
  shiftFinding,
} from '@pawl/core'
import { type GoneOver, goOver } from './go-over.ts'
import { placeStream } from './place-stream.ts'
import type { WatchContext } from './watch-context.ts'

export interface WatchRequest {
  readonly memory: MonitorMemory | null
  readonly nowMs: number
  /** What came before has come: the start of an hour. */
  readonly settledMs: number
}

export interface Watched {
  /** Null while too little was seen to begin with. */
  readonly memory: MonitorMemory | null
  readonly live: readonly Stream[]
  readonly findings: readonly Finding[]
}

/** Everything since the last time: learning when it is due, going over what came in, placing what is open more exactly. */
export async function watchMonitor(context: WatchContext, request: WatchRequest): Promise<Watched> {
  const { nowMs } = request
  const untilMs = Math.floor(nowMs / context.binMs) * context.binMs
  const { learn, isReady } = context.kind
  let memory = request.memory ?? (await learn(context, { before: null, atMs: request.settledMs }))
  if (request.memory === null && !isReady(memory)) return { memory: null, live: memory.streams, findings: [] }
  const settledMs = Math.max(request.settledMs, memory.atMs)
  const findings: Finding[] = []
  for (let due = nextLearningMs(memory); due <= settledMs; due = nextLearningMs(memory)) {
    const atMs = Math.max(memory.atMs, Math.floor(due / hourMs) * hourMs)
    const before = await goOver(context, { memory, untilMs: atMs, settledMs: atMs })
    findings.push(...before.findings)
    memory = await learn(context, { before: before.memory, atMs })
  }
  const gone = await goOver(context, { memory, untilMs, settledMs })
  const placed = await placeAgain(context, gone, untilMs)
  return { ...placed, live: gone.live, findings: [...findings, ...gone.findings, ...placed.findings] }
}

/** Open shifts of which more is known by now. */
async function placeAgain(
  context: WatchContext,
  { memory, live }: GoneOver,
  nowMs: number,
): Promise<{ readonly memory: MonitorMemory; readonly findings: readonly Finding[] }> {
  const findings: Finding[] = []
  let after = memory
  for (const stream of live) {
    const { slice, shift } = stream
    if (shift === null || !isToLocate(shift, nowMs)) continue
    const isLast = shift.located === 2 || nowMs - shift.alarmAtMs >= 7 * dayMs
    const of = { stream, memory, direction: shift.direction, atMs: shift.alarmAtMs, toMs: nowMs, isLast }
    const placed = await placeStream(context, of)
    if (placed === null) continue
    const known = { ...placed, located: isLast ? 3 : shift.located + 1 }
    after = patched(after, slice, known)
    if (!shift.isQuiet) {
      const found = { definition: context.definition, scale: memory.scale, nowMs }
      findings.push(shiftFinding(slice, { ...shift, ...known }, found))
    }
  }
  return { memory: after, findings }
}

type Known = Pick<OpenShift, 'change' | 'now' | 'way' | 'observed' | 'isConfirmed' | 'located'>

/** A shift is kept where it was told, or, once that is folded in, with its stream. */
function patched(memory: MonitorMemory, slice: string, known: Known): MonitorMemory {
  const withKnown = <Holder extends { slice: string; shift: OpenShift | null }>(holder: Holder): Holder =>
    holder.slice === slice && holder.shift !== null ? { ...holder, shift: { ...holder.shift, ...known } } : holder
  return { ...memory, streams: memory.streams.map(withKnown), told: memory.told.map(withKnown) }
}
