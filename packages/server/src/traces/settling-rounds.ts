import type { Servers } from '../platform/servers/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { settledVersion } from './read-settled-traces.ts'
import { settleRollups } from './settle-rollups.ts'

export interface SettlingDeps {
  readonly telemetry: TelemetryStore
  /** Everything the ingest wrote with a version up to this is stored. */
  readonly committedVersion: () => bigint
  readonly servers: Pick<Servers, 'slot' | 'hasOthers'>
  readonly now: () => Date
}

/** Hours that are written to now and then are recomputed no more often than this … */
const SETTLE_MS = 30_000
/** … and settling is busy a tenth of the time at most. */
const PAUSE_PER_WORK = 9
/** What another server wrote is visible by then, also when it was slow. */
const OTHERS_MS = 60_000
/** While telemetry pours in, hours are looked for no more often than this … */
const LOOK_UNDER_LOAD_MS = 5 * 60_000
/** … and one that was written to so lately would be dirty again before anybody read what it was recomputed to. */
const QUIET_MS = 10_000

/** One round of settling after another; each says after how many milliseconds the next is due. */
export function settlingRounds(deps: SettlingDeps, signal: AbortSignal): () => Promise<number> {
  const { telemetry, servers, now } = deps
  let nextLookMs = 0
  return async () => {
    const nowMs = now().getTime()
    const isPouringIn = telemetry.isUnderLoad()
    if (isPouringIn && nowMs < nextLookMs) return SETTLE_MS
    nextLookMs = nowMs + LOOK_UNDER_LOAD_MS
    const settled = settledVersion(telemetry, { committed: deps.committedVersion(), now: now() })
    const othersToo = versionAt(nowMs - OTHERS_MS)
    const committedVersion = servers.hasOthers && othersToo < settled ? othersToo : settled
    const quiet = isPouringIn ? { quietSince: versionAt(nowMs - QUIET_MS) } : {}
    const { durationMs } = await settleRollups({
      telemetry,
      committedVersion,
      now,
      signal,
      slot: servers.slot,
      ...quiet,
    })
    return Math.max(SETTLE_MS, durationMs * PAUSE_PER_WORK)
  }
}

const versionAt = (timeMs: number): bigint => BigInt(timeMs) * 1000n
