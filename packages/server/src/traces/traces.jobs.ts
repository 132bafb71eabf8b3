import type { ProjectSettings } from '@pawl/core'
import type { ControlStore } from '../platform/control/index.ts'
import type { Logger } from '../platform/log/index.ts'
import { pause } from '../platform/pause/index.ts'
import type { Servers } from '../platform/servers/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { enforceRetention } from './enforce-retention.ts'
import { markFirstSeen } from './mark-first-seen.ts'
import { settlingRounds } from './settling-rounds.ts'
import { deleteOldRevisions } from './store/rollup-clean-up.ts'

export interface TraceJobsDeps {
  readonly telemetry: TelemetryStore
  readonly log: Logger
  /** Everything the ingest wrote with a version up to this is stored. */
  readonly committedVersion: () => bigint
  readonly projects: () => Promise<readonly { readonly name: string }[]>
  readonly settingsOf: (project: string) => Promise<ProjectSettings>
  /** Makes the ingest forget what it remembers of these traces. */
  readonly forgetTraces: (project: string, traceIds: readonly string[]) => void
  readonly servers: Pick<Servers, 'slot' | 'hasOthers' | 'isFirst'>
  /** Summarises anew what several servers wrote to at once. */
  readonly mendTraces: () => Promise<void>
  readonly now: () => Date
  readonly db: ControlStore['db']
}

export interface TraceJobs {
  /** Ends what runs at its next step and waits for it. */
  stop(): Promise<void>
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
/** Marking is busy a tenth of the time at most. */
const PAUSE_PER_WORK = 9
/** A mark on a chart may be as late as this. */
const FIRST_SEEN_MS = 2 * MINUTE_MS
/** Readers of an older revision have long ended by then. */
const OLD_REVISION_MS = 10 * MINUTE_MS
/** A list shows a trace to which several servers wrote at once without a part of its spans for this long at most. */
const MEND_MS = 10 * SECOND_MS
/** Of several servers the first does all of it; the others look so often whether they have become that. */
const LOOK_MS = 5 * SECOND_MS

/** Starts the background work of the stage in this process. */
export function startTraceJobs(deps: TraceJobsDeps): TraceJobs {
  const stopping = new AbortController()
  const { signal } = stopping
  const loops = [
    repeat(deps, { name: 'settle rollups', signal, firstMs: SECOND_MS, run: settlingRounds(deps, signal) }),
    repeat(deps, { name: 'mend traces', signal, firstMs: MEND_MS, run: () => mend(deps) }),
    repeat(deps, { name: 'clean up rollups', signal, firstMs: OLD_REVISION_MS, run: () => cleanUp(deps) }),
    repeat(deps, { name: 'mark what was seen first', signal, firstMs: MINUTE_MS, run: () => markAll(deps, signal) }),
    repeat(deps, { name: 'enforce retention', signal, firstMs: 10 * SECOND_MS, run: () => retain(deps, signal) }),
  ]
  return {
    async stop() {
      stopping.abort()
      await Promise.allSettled(loops)
    },
  }
}

async function mend({ servers, mendTraces }: TraceJobsDeps): Promise<number> {
  if (servers.hasOthers) await mendTraces()
  return MEND_MS
}

async function cleanUp({ telemetry, now }: TraceJobsDeps): Promise<number> {
  await deleteOldRevisions(telemetry, BigInt(now().getTime() - OLD_REVISION_MS) * 1000n)
  return OLD_REVISION_MS
}

async function markAll(deps: TraceJobsDeps, signal: AbortSignal): Promise<number> {
  const startedMs = deps.now().getTime()
  for (const { name } of await deps.projects()) {
    if (signal.aborted) break
    await markFirstSeen(deps, name)
  }
  return Math.max(FIRST_SEEN_MS, (deps.now().getTime() - startedMs) * PAUSE_PER_WORK)
}

async function retain(deps: TraceJobsDeps, signal: AbortSignal): Promise<number> {
  const retentionDaysOf = async (project: string) => (await deps.settingsOf(project)).retentionDays
  await enforceRetention({ ...deps, retentionDaysOf }, signal)
  return HOUR_MS
}

interface Loop {
  readonly name: string
  readonly signal: AbortSignal
  readonly firstMs: number
  /** Does one round and says after how many milliseconds the next is due. */
  readonly run: () => Promise<number>
}

/** A round that fails is logged and tried again later; it never ends the loop. */
async function repeat(deps: TraceJobsDeps, loop: Loop): Promise<void> {
  let delayMs = loop.firstMs
  for (;;) {
    await pause(delayMs, loop.signal)
    if (loop.signal.aborted) return
    if (!deps.servers.isFirst) {
      delayMs = LOOK_MS
      continue
    }
    try {
      delayMs = await loop.run()
    } catch (error) {
      if (!loop.signal.aborted) deps.log.warn(`could not ${loop.name}`, { error })
      delayMs = MINUTE_MS
    }
  }
}
