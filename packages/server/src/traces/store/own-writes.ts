import type { TelemetryStore } from '../../platform/telemetry/index.ts'

/** Versions of a store's writes that are under way, and the newest version known. */
interface Writes {
  readonly versions: Set<bigint>
  newest: bigint
}

const writesOf = new WeakMap<TelemetryStore, Writes>()

function writesTo(telemetry: TelemetryStore): Writes {
  const writes = writesOf.get(telemetry) ?? { versions: new Set(), newest: 0n }
  writesOf.set(telemetry, writes)
  return writes
}

/**
 * Runs a write that does not go through the ingest (a delete) under a version newer than everything stored. Until it
 * has ended, `committedUpTo` stays below its version, so that the rollups cannot pass over rows that are still coming.
 */
export async function writeAsOf<Result>(
  telemetry: TelemetryStore,
  now: Date,
  write: (version: bigint) => Promise<Result>,
): Promise<Result> {
  const writes = writesTo(telemetry)
  const clock = BigInt(now.getTime()) * 1000n
  // A clock that was put back must not give out a version which the rollups have passed already.
  const version = clock > writes.newest ? clock : writes.newest + 1n
  writes.newest = version
  writes.versions.add(version)
  try {
    return await write(version)
  } finally {
    writes.versions.delete(version)
  }
}

/** The version up to which everything is stored, given the one up to which the ingest has stored everything of its own. */
export function committedUpTo(telemetry: TelemetryStore, ingested: bigint): bigint {
  const writes = writesTo(telemetry)
  if (ingested > writes.newest) writes.newest = ingested
  let committed = ingested
  for (const version of writes.versions) if (version <= committed) committed = version - 1n
  return committed
}
