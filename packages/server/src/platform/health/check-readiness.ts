import { AppError } from '@pawl/core'
import type { ControlStore } from '../control/index.ts'
import type { DiskState } from '../disk/index.ts'
import { settlesWithin } from '../pause/index.ts'
import { sql, type TelemetryStore } from '../telemetry/index.ts'
import type { Lifecycle } from './lifecycle.ts'

/** Whether requests should be sent to this process, and if not, why. */
export interface Readiness {
  readonly ready: boolean
  readonly state: Lifecycle['state']
  /** Sentences; empty exactly when it is ready. */
  readonly reasons: readonly string[]
}

export interface ReadinessDeps {
  readonly lifecycle: Lifecycle
  readonly control: Pick<ControlStore, 'executeSql'>
  readonly telemetry: Pick<TelemetryStore, 'query'>
  readonly disk: { state(): DiskState }
  /** Null while telemetry is taken in; a sentence once it never will be again in this process. */
  readonly ingestFailure: () => string | null
  readonly maxWaitMs?: number
}

/** Probes come from several places, and anybody may ask: the stores are asked once for all of them. */
const keptMs = 1_000
const defaultMaxWaitMs = 3_000

/** Reads whether the stores answer; they are migrated before anything listens. */
export function createReadinessReader(deps: ReadinessDeps): () => Promise<Readiness> {
  let kept: { readonly reasons: Promise<readonly string[]>; readonly atMs: number } | null = null
  return async () => {
    const { state } = deps.lifecycle
    if (state === 'stopping') return { ready: false, state, reasons: ['it is stopping'] }
    if (kept === null || performance.now() - kept.atMs > keptMs) {
      kept = { reasons: storeReasons(deps), atMs: performance.now() }
    }
    const disk = deps.disk.state()
    const ingest = deps.ingestFailure()
    const reasons = [
      ...(state === 'starting' ? ['it is starting'] : []),
      ...(await kept.reasons),
      ...(disk.ingestPaused ? ['the disk is nearly full, and telemetry is not taken in'] : []),
      ...(ingest === null ? [] : [ingest]),
    ]
    return { ready: reasons.length === 0, state: deps.lifecycle.state, reasons }
  }
}

async function storeReasons({
  control,
  telemetry,
  maxWaitMs = defaultMaxWaitMs,
}: ReadinessDeps): Promise<readonly string[]> {
  const found = await Promise.all([
    reasonOf('control', maxWaitMs, () => control.executeSql('select 1')),
    // Of the connections those of the ingest are free soonest: nobody else's long statement is on them.
    reasonOf('telemetry', maxWaitMs, () =>
      telemetry.query(sql`SELECT 1`, { kind: 'ingest', maxDurationMs: maxWaitMs }),
    ),
  ])
  return found.filter((reason) => reason !== null)
}

/** What a store itself says may name hosts and users, and whoever asks need not have a key. */
async function reasonOf(name: string, maxWaitMs: number, ask: () => Promise<unknown>): Promise<string | null> {
  try {
    return (await settlesWithin(ask(), maxWaitMs)) ? null : `the ${name} store did not answer within ${maxWaitMs} ms`
  } catch (error) {
    return `the ${name} store cannot be reached (${AppError.isInstance(error) ? error.code : 'internal'})`
  }
}
