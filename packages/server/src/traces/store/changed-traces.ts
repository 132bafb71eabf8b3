import { sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import type { TracePosition } from './trace-position.ts'

interface ChangedRow {
  readonly start_ns: string
  readonly trace_id: string
  readonly newest: string
}

/** Versions are microseconds since 1970. Another server's flush may become visible this much after a later one. */
const overlap = 10_000_000n
/** More than anybody can look at in a second; of more, the newest count. */
const mostAtOnce = 1000
const options = { kind: 'interactive' } as const

/** What changed in a project's traces from one look to the next. */
export class ChangedTraces {
  readonly #telemetry: TelemetryStore
  readonly #project: string
  /** Newest version of each key, as far back as the overlap. */
  readonly #seen = new Map<string, bigint>()
  #newest: bigint

  private constructor(telemetry: TelemetryStore, project: string, newest: bigint) {
    this.#telemetry = telemetry
    this.#project = project
    this.#newest = newest
  }

  /** Everything that is stored by now counts as seen. */
  static async since(telemetry: TelemetryStore, project: string): Promise<ChangedTraces> {
    const [row] = await telemetry.query<{ newest: string }>(
      sql`SELECT toString(max(version)) AS newest FROM traces WHERE project = ${project}`,
      options,
    )
    const changes = new ChangedTraces(telemetry, project, BigInt(row?.newest ?? '0'))
    await changes.next()
    return changes
  }

  /** Places of the traces that have a new version, oldest change first. */
  async next(): Promise<readonly TracePosition[]> {
    const after = this.#newest > overlap ? this.#newest - overlap : 0n
    const rows = await this.#telemetry.query<ChangedRow>(
      sql`SELECT toString(toUnixTimestamp64Nano(start_time)) AS start_ns, trace_id, toString(max(version)) AS newest
        FROM traces WHERE project = ${this.#project} AND version > ${after}
        GROUP BY start_time, trace_id ORDER BY max(version) DESC LIMIT ${mostAtOnce}`,
      options,
    )
    const changed = rows.filter((row) => this.#isNew(row)).toReversed()
    for (const [key, version] of this.#seen) if (version + overlap < this.#newest) this.#seen.delete(key)
    return changed.map((row) => ({ value: BigInt(row.start_ns), startNs: BigInt(row.start_ns), traceId: row.trace_id }))
  }

  #isNew({ start_ns, trace_id, newest }: ChangedRow): boolean {
    const version = BigInt(newest)
    const key = start_ns + trace_id
    if (version <= (this.#seen.get(key) ?? -1n)) return false
    this.#seen.set(key, version)
    if (version > this.#newest) this.#newest = version
    return true
  }
}
