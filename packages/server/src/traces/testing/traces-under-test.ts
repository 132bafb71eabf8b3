import { defaultProjectSettings, type OtlpSpan, type Score } from '@pawl/core'
import { sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { compileContentRules } from '../ingest/clean-content.ts'
import { createIngestStore } from '../ingest/ingest.store.ts'
import { IngestEngine } from '../ingest/ingest-engine.ts'
import { readScores } from '../store/attached-scores.ts'
import { tracesBody } from './span-builder.ts'

const rules = compileContentRules(defaultProjectSettings)

/** The ingest of one project in the test's own thread, at the time that the test says. */
export class TracesUnderTest {
  readonly #telemetry: TelemetryStore
  readonly #engine: IngestEngine
  readonly #project: string

  private constructor(telemetry: TelemetryStore, project: string, engine: IngestEngine) {
    this.#telemetry = telemetry
    this.#project = project
    this.#engine = engine
  }

  static async start(
    telemetry: TelemetryStore,
    { project, now }: { readonly project: string; readonly now: () => number },
  ): Promise<TracesUnderTest> {
    const engine = new IngestEngine(createIngestStore(telemetry), { now, maxWaitingBytes: 1e9 })
    await engine.reconcile()
    return new TracesUnderTest(telemetry, project, engine)
  }

  /** Resolves when they are stored. */
  async send(...spans: readonly OtlpSpan[]): Promise<void> {
    const body = tracesBody(...spans)
    await this.#engine.ingest({ project: this.#project, signal: 'traces', encoding: 'json', body }, rules)
  }

  /** Oldest first. */
  scores(name?: string): Promise<readonly Score[]> {
    return readScores(this.#telemetry, this.#project, name === undefined ? sql`true` : sql`name = ${name}`)
  }
}
