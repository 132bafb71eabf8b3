/** Text of one value in CSV as ClickHouse reads it: a quote is doubled, everything else stands as it is. */
export const text = (value: string): string => {
  if (value === '') return '""'
  return value.includes('"') ? `"${value.replaceAll('"', '""')}"` : `"${value}"`
}

/** DateTime64(9) from nanoseconds since 1970, which the caller has checked to lie between 1970 and 2262. */
export function time(nanoseconds: bigint): string {
  const digits = nanoseconds.toString().padStart(10, '0')
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`
}

export function milliseconds(value: number): string {
  return (value / 1000).toFixed(3)
}

export const list = (values: readonly string[]): string =>
  values.length === 0 ? '[]' : text(`[${values.map(literal).join(',')}]`)

export function map(values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values)
  if (entries.length === 0) return '{}'
  return text(`{${entries.map(([key, value]) => `${literal(key)}:${literal(value)}`).join(',')}}`)
}

/** A string within an array or a map. */
function literal(value: string): string {
  return /[\\']/.test(value) ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : `'${value}'`
}

/** A count that fits UInt64, from a figure somebody else sent. */
export function count(value: number | undefined): number {
  if (value === undefined || !Number.isFinite(value) || value <= 0) return 0
  return Math.min(Math.round(value), Number.MAX_SAFE_INTEGER)
}

/** A row of `columns` with only some values: the engine reads nothing as the column's default. */
export function sparseRow(columns: readonly string[], values: Readonly<Record<string, string>>): string {
  return `${columns.map((column) => values[column] ?? '').join(',')}\n`
}
