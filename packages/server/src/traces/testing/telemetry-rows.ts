import type { TelemetryStore } from '../../platform/telemetry/index.ts'

/** A row of a table of the stage; a column that is left out has its default. */
export type TableRow = Readonly<Record<string, unknown>>

/** Inserts rows in one part each call, so that versions stay apart until a merge. Times may be given as nanoseconds. */
export async function insertRows(telemetry: TelemetryStore, table: string, rows: readonly TableRow[]): Promise<void> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = rows.map((row) => `[${columns.map((column) => cell(row[column])).join(',')}]`)
  await telemetry.insert({ table, columns, rows: new TextEncoder().encode(lines.join('\n')) })
}

const cell = (value: unknown): string =>
  typeof value === 'bigint' ? `"${decimalSeconds(value)}"` : JSON.stringify(value ?? null)

/** How the engine reads a DateTime64 given as a number. */
function decimalSeconds(ns: bigint): string {
  return `${ns / 1_000_000_000n}.${(ns % 1_000_000_000n).toString().padStart(9, '0')}`
}
