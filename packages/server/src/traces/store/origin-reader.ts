import type { OtlpGroup } from '@pawl/core'
import type { TelemetryStore } from '../../platform/telemetry/index.ts'
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
    const missing = ids.filter((id) => !this.#known.has(id))
    if (this.#known.size + missing.length > maxKnown) this.#known.clear()
    const wanted = ids.filter((id) => !this.#known.has(id))
    if (wanted.length > 0) {
      for (const row of await readOrigins(this.#telemetry, this.#project, wanted)) {
        this.#known.set(row.id, originOfRow(this.#project, row))
      }
    }
    const found = new Map(ids.map((id) => [id, this.#known.get(id)]))
    return (id) => found.get(id) ?? originOfRow(this.#project, { id, resource: '{}', scope: '{}' })
  }
}
