// Type numbers of pg_type.dat.
const int8 = 20
const date = 1082
const interval = 1186
const numeric = 1700

const keepText = (text: string): string => text

/**
 * How both engines read the types on which their drivers differ: `int8` is a number (a bigint beyond 2^53), `numeric`,
 * `date` and `interval` stay text. Without dependencies: the embedded engine's own thread loads this file.
 */
export const columnParsers: Readonly<Record<number, (text: string) => unknown>> = {
  [int8]: (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)),
  [numeric]: keepText,
  [date]: keepText,
  [interval]: keepText,
}
