import type { TelemetryStore } from '../../platform/telemetry/index.ts'

/** The same store, whose writes fail from the one with this number on (the first is 0), as if the process ended there. */
export function breakAt(store: TelemetryStore, number: number): TelemetryStore & { readonly writeCount: () => number } {
  let count = 0
  const breakOff = () => {
    count += 1
    if (count > number) throw new Error('broken off')
  }
  return {
    engine: store.engine,
    location: store.location,
    writeCount: () => count,
    query: (statement, options) => store.query(statement, options),
    stream: (statement, options) => store.stream(statement, options),
    command: async (statement, options) => {
      breakOff()
      await store.command(statement, options)
    },
    insert: async (insert) => {
      breakOff()
      await store.insert(insert)
    },
    isUnderLoad: () => store.isUnderLoad(),
    close: () => store.close(),
  }
}
