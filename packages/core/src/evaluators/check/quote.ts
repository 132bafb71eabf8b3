const longestQuote = 80

/** A text as it is quoted in a reason: in quotes, escaped and cut. */
export function quote(text: string): string {
  const characters = text.length > 4 * longestQuote ? text.slice(0, 4 * longestQuote) : text
  const points = [...characters]
  const isCut = points.length > longestQuote || characters.length < text.length
  return JSON.stringify(points.slice(0, longestQuote).join('')) + (isCut ? '…' : '')
}

/** "a", "a and b", "a, b and 3 more". */
export function listed(items: readonly string[], most = 3): string {
  const shown = items.length > most ? [...items.slice(0, most), `${items.length - most} more`] : items
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`
}

/** A figure with at most four digits after the point. */
export function figure(value: number): string {
  return String(Number(value.toFixed(4)))
}
