const secretName =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|api[-_]?key|password|secret|access_?token|token)$/i
// An API key keeps the part that names it; a URL keeps its user and host.
const pawlKey = /(pawl_[a-z0-9]{1,16}_[0-9a-z]{4})[0-9a-z]{28}/g
const authorization = /\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi
const urlPassword = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi

export const maskText = (text: string): string =>
  text.replace(pawlKey, '$1…').replace(authorization, '$1 [masked]').replace(urlPassword, '$1:[masked]@')

/** A copy that may be written to a log: nothing under a name that holds secrets, no keys or passwords in any text. */
export function maskSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value)
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Error) return describeError(value, depth)
  if (value instanceof Date || typeof value !== 'object' || value === null) return value
  if (depth > 5) return '[deeper]'
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secretName.test(name) ? '[masked]' : maskSecrets(item, depth + 1),
    ]),
  )
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  return {
    name: error.name,
    message: maskText(error.message),
    ...('code' in error ? { code: error.code } : {}),
    ...(error.stack === undefined ? {} : { stack: maskText(error.stack) }),
    ...(error.cause === undefined || depth > 5 ? {} : { cause: maskSecrets(error.cause, depth + 1) }),
  }
}
