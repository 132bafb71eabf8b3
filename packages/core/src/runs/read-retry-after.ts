const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const clock = '(\\d{2}):(\\d{2}):(\\d{2})'

/**
 * The three forms of RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6
 * 08:49:37 1994`.
 */
const httpDate = new RegExp(`^\\w{3,9}, (\\d{2})[ -](\\w{3})[ -](\\d{2}|\\d{4}) ${clock} GMT$`)
const asctime = new RegExp(`^\\w{3} (\\w{3}) ([ \\d]\\d) ${clock} (\\d{4})$`)

/**
 * Milliseconds that a `Retry-After` header asks to wait (RFC 9110 §10.2.3: seconds or an HTTP date); 0 for a date that
 * has passed. Undefined when it is neither.
 */
export function readRetryAfter(value: string, nowMs: number): number | undefined {
  const text = value.trim()
  // Whole seconds by the RFC; some providers send fractions.
  if (/^\d{1,15}(\.\d{1,15})?$/.test(text)) return Math.ceil(Number(text) * 1000)
  const atMs = readHttpDate(text, nowMs)
  return atMs === undefined ? undefined : Math.max(0, atMs - nowMs)
}

function readHttpDate(text: string, nowMs: number): number | undefined {
  const modern = httpDate.exec(text)
  if (modern !== null) {
    const [, day, month, year, h, m, s] = modern
    return utcMs([fullYear(year ?? '', nowMs), month, day], [h, m, s])
  }
  const [, month, day, h, m, s, year] = asctime.exec(text) ?? []
  return year === undefined ? undefined : utcMs([Number(year), month, day], [h, m, s])
}

type Text = string | undefined

function utcMs([year, month, day]: [number, Text, Text], [h, m, s]: [Text, Text, Text]): number | undefined {
  const index = months.indexOf(month ?? '')
  return index === -1 ? undefined : Date.UTC(year, index, Number(day), Number(h), Number(m), Number(s))
}

/** A year of two digits is never more than 50 years ahead (RFC 9110 §5.6.7). */
function fullYear(digits: string, nowMs: number): number {
  if (digits.length === 4) return Number(digits)
  const thisYear = new Date(nowMs).getUTCFullYear()
  const year = thisYear - (thisYear % 100) + Number(digits)
  return year > thisYear + 50 ? year - 100 : year
}
