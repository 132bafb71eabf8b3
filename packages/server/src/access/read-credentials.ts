import { parseApiKey } from '@pawl/core'
import { parse } from 'hono/utils/cookie'
import { sessionCookieName } from './session-cookie.ts'

/** A header of HTTP or a metadata entry of gRPC, by lower-case name. */
export type HeaderReader = (name: string) => string | undefined

export interface Credentials {
  /** The first key found, or null. */
  readonly key: string | null
  /** Whether there was something in the place of a key, of whatever form. */
  readonly somethingGiven: boolean
  readonly sessionId: string | null
}

const keyHeaders = ['x-api-key', 'api-key', 'api_key']

/**
 * A key from wherever the exporters in use put theirs: `Authorization: Bearer <key>`, `Basic` with the key as user or
 * password (Langfuse's clients send a public and a secret key so), the bare key, or a header of its own.
 */
export function readCredentials(header: HeaderReader): Credentials {
  const authorization = header('authorization')
  const given = [...keyHeaders.map(header), ...candidatesOf(authorization ?? '')].filter((text) => text !== undefined)
  const key = given.map((text) => parseApiKey(text)?.key).find((found) => found !== undefined)
  const sessionId = parse(header('cookie') ?? '', sessionCookieName)[sessionCookieName]
  return { key: key ?? null, somethingGiven: given.some((text) => text.trim() !== ''), sessionId: sessionId ?? null }
}

function candidatesOf(authorization: string): string[] {
  const [, scheme = '', rest = ''] = /^\s*(\S+)\s+(.+)$/.exec(authorization) ?? []
  if (scheme.toLowerCase() === 'bearer') return [rest]
  if (scheme.toLowerCase() !== 'basic') return [authorization]
  const [user = '', ...password] = Buffer.from(rest, 'base64').toString('utf8').split(':')
  return [password.join(':'), user]
}
