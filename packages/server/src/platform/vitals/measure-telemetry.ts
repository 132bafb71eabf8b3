import { SpanKind } from '@opentelemetry/api'
import type { QueryOptions, SqlText, TelemetryInsert, TelemetryStore } from '../telemetry/index.ts'
import { createTimer, type Vitals } from './vitals.ts'

/** The same store, with the time of each statement by its kind. Their texts hold values and are kept out. */
export function measureTelemetry(store: TelemetryStore, vitals: Vitals): TelemetryStore {
  const timed = createTimer(vitals.meter, {
    name: 'db.client.operation.duration',
    description: 'Statements of the telemetry store, the wait for a connection included',
  })
  const measure = <Result>(operation: string, kind: string, work: () => Promise<Result>): Promise<Result> => {
    const attributes = { 'db.system.name': 'clickhouse', 'db.operation.name': operation, 'pawl.query.kind': kind }
    const span = { name: `${operation} ${kind}`, kind: SpanKind.CLIENT, attributes }
    return timed(attributes, () => vitals.inSpan(span, work))
  }
  return {
    engine: store.engine,
    location: store.location,
    rowsDirectory: store.rowsDirectory,
    query: <Row>(statement: SqlText, options: QueryOptions) =>
      measure('query', options.kind, () => store.query<Row>(statement, options)),
    command: (statement, options) => measure('command', options.kind, () => store.command(statement, options)),
    // As long as its reader takes: that says nothing of the store.
    stream: (statement, options) => store.stream(statement, options),
    insert: (insert: TelemetryInsert) =>
      measure('insert', insert.isBackground === true ? 'background' : 'ingest', () => store.insert(insert)),
    isUnderLoad: () => store.isUnderLoad(),
    close: () => store.close(),
  }
}
