import type { TelemetryStore } from '../../platform/telemetry/index.ts'

/** Versions of writes under way, per store. */
const writing = new WeakMap<TelemetryStore, Set<bigint>>()

/**
 * Runs a write that does not go through the ingest (a delete) under a version newer than everything stored. Until it
 * has ended, `committedUpTo` stays below its version, so that the rollups cannot pass over rows that are still coming.
 */
export async function writeAsOf<Result>(
  telemetry: TelemetryStore,
  now: Date,
  write: (version: bigint) => Promise<Result>,
): Promise<Result> {
  const versions = writing.get(telemetry) ?? new Set()
  writing.set(telemetry, versions)
  let version = BigInt(now.getTime()) * 1000n
  while (versions.has(version)) version += 1n
  versions.add(version)
  try {
    return await write(version)
  } finally {
    versions.delete(version)
  }
}

/** The version up to which everything is stored, given the one up to which the ingest has stored everything of its own. */
export function committedUpTo(telemetry: TelemetryStore, ingested: bigint): bigint {
  let committed = ingested
  for (const version of writing.get(telemetry) ?? []) if (version <= committed) committed = version - 1n
  return committed
}
