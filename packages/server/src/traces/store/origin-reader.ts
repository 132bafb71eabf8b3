import type { OtlpGroup } from '@pawl/core'
import type { TelemetryStore } from '../../platform/telemetry/index.ts'
import type { StoredOrigin } from '../ingest/ingest-store.ts'
import { originOfRow } from '../ingest/span-row.ts'
import { readOrigins } from './trace-spans.ts'

export type Origin = Pick<OtlpGroup<unknown>, 'resource' | 'scope'>

/** So many are remembered; a project has one for each instrumented library of each deployed process. */
const maxKnown = 1000

/** Resources and scopes by id, each read once. */
export class OriginReader {
  readonly #telemetry: TelemetryStore
  readonly #project: string
  readonly #known = new Map<string, Origin>()

  constructor(telemetry: TelemetryStore, project: string) {
    this.#telemetry = telemetry
    this.#project = project
  }

  /** One that is not stored, which only a deletion in between explains, is empty. */
  async read(ids: readonly string[]): Promise<(id: string) => Origin> {
    if (this.#known.size > maxKnown) this.#known.clear()
    const missing = ids.filter((id) => !this.#known.has(id))
    const rows = missing.length === 0 ? [] : await readOrigins(this.#telemetry, this.#project, missing)
    for (const id of missing) this.#known.set(id, this.#originOf(rows.find((row) => row.id === id) ?? emptyRow(id)))
    const found = new Map(ids.map((id) => [id, this.#known.get(id)]))
    return (id) => found.get(id) ?? this.#originOf(emptyRow(id))
  }

  #originOf(row: StoredOrigin): Origin {
    return originOfRow(this.#project, row)
  }
}

const emptyRow = (id: string): StoredOrigin => ({ id, resource: '{}', scope: '{}' })
