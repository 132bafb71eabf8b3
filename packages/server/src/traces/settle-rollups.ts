import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { readWatermark } from './store/rollup-hours.ts'
import {
  type DirtyHour,
  nextRevision,
  publishHours,
  readDirtyHours,
  rollSpanFacets,
  rollSpans,
  rollTraces,
  writeWatermark,
} from './store/rollup-settle.ts'

export interface SettleRequest {
  readonly telemetry: TelemetryStore
  /** Every row with a version up to this is in the store, and none with such a version will follow. */
  readonly committedVersion: bigint
  readonly now: () => Date
  /** Of this server among those that share the store: two that settle at once must not write under one revision. */
  readonly slot?: number
  /** Hours with rows past this version are left to a later run, and so is the watermark. */
  readonly quietSince?: bigint
  /** Ends the run between two batches; what is done stays done. */
  readonly signal?: AbortSignal
}

export interface SettleReport {
  readonly hourCount: number
  readonly durationMs: number
}

/** About a second of one thread. */
const batchRows = 500_000
const batchHours = 500

/**
 * Brings the rollups up to `committedVersion` by recomputing every hour that was written to. It may break off anywhere:
 * rows count once their hour is published, and an hour counts as clean only for the versions it was settled at.
 */
export async function settleRollups(request: SettleRequest): Promise<SettleReport> {
  const { telemetry, committedVersion, now, signal, slot = 0, quietSince = committedVersion } = request
  const startedMs = now().getTime()
  const watermark = await readWatermark(telemetry, 'background')
  if (committedVersion <= watermark) return { hourCount: 0, durationMs: now().getTime() - startedMs }
  const found = await readDirtyHours(telemetry, { watermark, committed: committedVersion })
  const dirty = found.filter((hour) => hour.newest <= quietSince)
  let revision = dirty.length > 0 ? await nextRevision(telemetry, { nowMs: now().getTime(), slot }) : 0n
  let hourCount = 0
  for (const hours of batchesOf(dirty)) {
    if (signal?.aborted === true) return { hourCount, durationMs: now().getTime() - startedMs }
    const batch = { hours, revision }
    await rollSpans(telemetry, batch)
    await rollSpanFacets(telemetry, batch)
    await rollTraces(telemetry, batch)
    await publishHours(telemetry, { ...batch, settled: committedVersion })
    revision += 1000n
    hourCount += hours.length
  }
  // Where several servers write, the version goes on by itself: nothing is written down while nothing comes in.
  if (dirty.length > 0 && dirty.length === found.length) await writeWatermark(telemetry, committedVersion)
  return { hourCount, durationMs: now().getTime() - startedMs }
}

function batchesOf(hours: readonly DirtyHour[]): readonly (readonly DirtyHour[])[] {
  const batches: DirtyHour[][] = []
  let rowCount = 0
  for (const hour of hours) {
    const last = batches.at(-1)
    if (last === undefined || last.length >= batchHours || rowCount + hour.rowCount > batchRows) {
      batches.push([hour])
      rowCount = hour.rowCount
    } else {
      last.push(hour)
      rowCount += hour.rowCount
    }
  }
  return batches
}
