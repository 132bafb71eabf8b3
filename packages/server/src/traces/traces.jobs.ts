import type { ProjectSettings } from '@pawl/core'
import type { Logger } from '../platform/log/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { enforceRetention } from './enforce-retention.ts'
import { settleRollups } from './settle-rollups.ts'
import { committedUpTo } from './store/own-writes.ts'
import { deleteOldRevisions } from './store/rollup-clean-up.ts'

export interface TraceJobsDeps {
  readonly telemetry: TelemetryStore
  readonly log: Logger
  /** Everything the ingest wrote with a version up to this is stored. */
  readonly committedVersion: () => bigint
  readonly projects: () => Promise<readonly { readonly name: string }[]>
  readonly settingsOf: (project: string) => Promise<ProjectSettings>
  readonly now: () => Date
}

export interface TraceJobs {
  /** Ends what runs at its next step and waits for it. */
  stop(): Promise<void>
}

const HOUR_MS = 3_600_000
/** The rollups follow the ingest at this distance when they are quick … */
const SETTLE_MS = 5_000
/** … and are busy at most a tenth of the time when they are not. */
const SETTLE_SHARE = 10
const SETTLE_LONGEST_MS = 120_000

/** Starts the background work of the stage in this process. */
export function startTraceJobs(deps: TraceJobsDeps): TraceJobs {
  const stopping = new AbortController()
  const { signal } = stopping
  const loops = [
    repeat(deps, { name: 'settle rollups', signal, firstMs: SETTLE_MS, run: () => settle(deps, signal) }),
    repeat(deps, { name: 'enforce retention', signal, firstMs: 30_000, run: () => retain(deps, signal) }),
  ]
  return {
    async stop() {
      stopping.abort()
      await Promise.allSettled(loops)
    },
  }
}

async function settle(deps: TraceJobsDeps, signal: AbortSignal): Promise<number> {
  const committedVersion = committedUpTo(deps.telemetry, deps.committedVersion())
  const { durationMs } = await settleRollups({ telemetry: deps.telemetry, committedVersion, now: deps.now, signal })
  return Math.min(SETTLE_LONGEST_MS, Math.max(SETTLE_MS, durationMs * SETTLE_SHARE))
}

async function retain(deps: TraceJobsDeps, signal: AbortSignal): Promise<number> {
  await enforceRetention(
    {
      telemetry: deps.telemetry,
      now: deps.now,
      projects: deps.projects,
      retentionDaysOf: async (project) => (await deps.settingsOf(project)).retentionDays,
    },
    signal,
  )
  // Readers of an old revision have long ended.
  await deleteOldRevisions(deps.telemetry, BigInt(deps.now().getTime() - HOUR_MS) * 1000n)
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
    try {
      delayMs = await loop.run()
    } catch (error) {
      if (!loop.signal.aborted) deps.log.warn(`could not ${loop.name}`, { error })
      delayMs = 60_000
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
  })
}
