/** Values of a query string; lists repeat their name. */
export type QueryValues = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>

/** `?a=1&b=x&b=y`, or '' when nothing is set. Empty strings and lists are left out. */
export function queryString(values: QueryValues): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null || value === '') continue
    if (typeof value === 'object') for (const item of value) params.append(name, item)
    else params.append(name, String(value))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** The opposite: a name that occurs more than once becomes a list. */
export function parseQueryString(text: string): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const known = Object.hasOwn(values, name) ? values[name] : undefined
    // `__proto__` in an address must be a plain name like any other.
    Object.defineProperty(values, name, {
      value: known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value],
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return values
}
