/** Spreadsheets run a cell that starts so as a formula (OWASP, CSV Injection); full-width forms count too. */
const startsFormula = /^[=+\-@\t\r\n＝＋－＠']/

/**
 * The cell as text that no spreadsheet runs: an apostrophe goes before one that would start a formula. A cell that
 * starts with an apostrophe gets one more, so that `unguardCell` gives back exactly what was there.
 */
export function guardCell(cell: string): string {
  return startsFormula.test(cell) ? `'${cell}` : cell
}

/** Undoes `guardCell`. Only for files that were written with it: elsewhere an apostrophe is an apostrophe. */
export function unguardCell(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell
}

const needsQuotes = /[",;\t|\r\n]|^\s|\s$|^$/

/** One line of CSV (RFC 4180), with its line end. Cells are written as they are: guard them first where a person will open the file. */
export function writeCsvRecord(cells: readonly string[]): string {
  const written = cells.map((cell) => (needsQuotes.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
  return `${written.join(',')}\r\n`
}
