/** Text of one value in JSONCompactEachRow. Ill-formed UTF-16 would make the engine refuse the whole insert. */
export const text = (value: string): string => (value === '' ? '""' : JSON.stringify(value.toWellFormed()))

/** DateTime64(9) from nanoseconds since 1970, which the caller has checked to lie between 1970 and 2262. */
export function time(nanoseconds: bigint): string {
  const digits = nanoseconds.toString().padStart(10, '0')
  return `"${digits.slice(0, -9)}.${digits.slice(-9)}"`
}

export function milliseconds(value: number): string {
  return `"${(value / 1000).toFixed(3)}"`
}

export const list = (values: readonly string[]): string =>
  values.length === 0 ? '[]' : `[${values.map(text).join(',')}]`

export function map(values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values)
  return entries.length === 0 ? '{}' : `{${entries.map(([key, value]) => `${text(key)}:${text(value)}`).join(',')}}`
}

/** A count that fits UInt64, from a figure somebody else sent. */
export function count(value: number | undefined): number {
  if (value === undefined || !Number.isFinite(value) || value <= 0) return 0
  return Math.min(Math.round(value), Number.MAX_SAFE_INTEGER)
}

/** A row of `columns` with only some values: the engine reads null as the column's default. */
export function sparseRow(columns: readonly string[], values: Readonly<Record<string, string>>): string {
  return `[${columns.map((column) => values[column] ?? 'null').join(',')}]\n`
}
