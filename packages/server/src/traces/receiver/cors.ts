import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'

export const allowedMethods = 'POST, OPTIONS'

const allowedHeaders = 'authorization, content-encoding, content-type, x-api-key, x-pawl-project'

/** The headers that let a page of a configured origin send telemetry and read the answer; none for any other origin. */
export function corsHeaders(request: IncomingMessage, corsOrigins: readonly string[]): OutgoingHttpHeaders {
  const { origin } = request.headers
  if (corsOrigins.length === 0) return {}
  // A cache must not give one origin the answer meant for another.
  if (origin === undefined || !corsOrigins.includes(origin)) return { vary: 'origin' }
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'retry-after',
    vary: 'origin',
  }
}

/** The headers of an answer to OPTIONS: a preflight from a configured origin is let through, anything else only learns the methods. */
export function optionsHeaders(request: IncomingMessage, corsOrigins: readonly string[]): OutgoingHttpHeaders {
  const headers = { ...corsHeaders(request, corsOrigins), allow: allowedMethods }
  if (!('access-control-allow-origin' in headers)) return headers
  return {
    ...headers,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': allowedHeaders,
    'access-control-max-age': '7200',
  }
}
