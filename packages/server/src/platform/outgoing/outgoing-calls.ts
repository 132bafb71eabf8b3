import { lookup as lookUpHost } from 'node:dns'
import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  type RequestOptions,
  request as requestHttp,
} from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { Readable } from 'node:stream'
import { urlToHttpOptions } from 'node:url'
import { AppError } from '@pawl/core'
import { isLoopbackAddress, isOnList, isPrivateAddress, listOf } from './private-addresses.ts'
import { tooLong, type WholeAnswer, wholeAnswer } from './whole-answer.ts'

export type FetchFunction = typeof globalThis.fetch

export interface OutgoingRules {
  /** Host names, addresses and ranges (`10.1.0.0/16`) that may be called although they are private. */
  readonly allowedPrivateHosts: readonly string[]
  /** For an address that an admin wrote: `localhost`, `127.0.0.1` and `[::1]` may be called. False when left out. */
  readonly allowsLoopback?: boolean
  /** An answer that is longer fails while it is read. 64 MiB when left out. */
  readonly maxAnswerBytes?: number
}

export interface SentCall {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly signal: AbortSignal
  /** From here to the end of the answer; an error with the code `TIMED_OUT` then. */
  readonly timeoutMs: number
}

export interface OutgoingCalls {
  /**
   * Like the global one, but refuses private addresses, whatever name they have and whenever it changes; never follows
   * a redirect (the answer 3xx is what the caller gets); asks for no compression; has no time limit of its own.
   * A failure of the connection is Node's own error with its `code`.
   *
   * @throws AppError `bad_request` for an address that may not be called, with how to allow it
   */
  readonly fetch: FetchFunction
  /**
   * The same for a text and its whole answer, at half the price: for those who make many calls.
   *
   * @throws as `fetch`
   */
  readonly send: (call: SentCall) => Promise<WholeAnswer>
  /** Ends connections that are kept open. */
  close(): void
}

const defaultMaxAnswerBytes = 64 * 1024 * 1024
/** They have no body, and a Response of theirs may not be given one. */
const bodylessStatuses: ReadonlySet<number> = new Set([204, 205, 304])

/** All HTTP that leaves this process for an address that somebody typed. */
export function openOutgoingCalls(rules: OutgoingRules): OutgoingCalls {
  const check = addressCheck(rules)
  const lookup = guardedLookup(check)
  const agents = {
    'http:': new HttpAgent({ keepAlive: true, lookup }),
    'https:': new HttpsAgent({ keepAlive: true, lookup }),
  }
  const maxAnswerBytes = rules.maxAnswerBytes ?? defaultMaxAnswerBytes
  const known = new Map<string, Endpoint>()
  const endpointOf = (url: string): Endpoint => {
    const found = known.get(url)
    if (found !== undefined) return found
    const { protocol, hostname, port, path, auth } = urlToHttpOptions(new URL(url))
    const host = withoutBrackets(hostname ?? '')
    // An address needs no lookup, so that one does not see it.
    if (isIP(host) !== 0) check(host, host)
    const isPlain = protocol === 'http:'
    const agent = agents[isPlain ? 'http:' : 'https:']
    const options = { protocol, hostname: host, port, path, ...(auth !== undefined && { auth }), agent }
    if (known.size >= maxKnownEndpoints) known.clear()
    const endpoint = { options, request: isPlain ? requestHttp : requestHttps }
    known.set(url, endpoint)
    return endpoint
  }
  const begin = (url: string, { method, headers, body, signal }: Head): ClientRequest => {
    const { options, request } = endpointOf(url)
    return request({
      ...options,
      ...(signal !== undefined && { signal }),
      method,
      headers: {
        'user-agent': 'pawl',
        ...headers,
        'accept-encoding': 'identity',
        ...(body !== null && { 'content-length': Buffer.byteLength(body) }),
      },
    })
  }
  return {
    async fetch(input, init) {
      const request = new Request(input, init)
      const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer())
      const { method } = request
      // The request's own signal follows this one only while the request is not collected.
      const signal = init?.signal ?? request.signal
      const headers = Object.fromEntries(request.headers)
      const outgoing = begin(request.url, { method, headers, body, signal })
      const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
        outgoing.once('response', resolve)
        outgoing.once('error', reject)
        outgoing.end(body ?? undefined)
      })
      return responseOf(incoming, maxAnswerBytes)
    },
    async send({ url, method, headers, ...terms }) {
      const outgoing = begin(url, { method, headers, body: terms.body })
      return await wholeAnswer(outgoing, { ...terms, maxAnswerBytes })
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

interface Endpoint {
  readonly options: RequestOptions
  readonly request: (options: RequestOptions) => ClientRequest
}

interface Head {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | null
  readonly signal?: AbortSignal
}

/** Most addresses are called many times, but those that are made of a row's values are called once. */
const maxKnownEndpoints = 200

type AddressCheck = (host: string, address: string) => void

function addressCheck({ allowedPrivateHosts, allowsLoopback = false }: OutgoingRules): AddressCheck {
  const allowedNames = new Set(allowedPrivateHosts.map((name) => name.toLowerCase()))
  const allowedAddresses = listOf(allowedPrivateHosts)
  return (host, address) => {
    if (!isPrivateAddress(address)) return
    if (allowedNames.has(host.toLowerCase()) || isOnList(allowedAddresses, address)) return
    // Only where the name itself says loopback: any other may lead there by accident or intent.
    if (allowsLoopback && isLoopbackAddress(address) && namesLoopback(host)) return
    throw new AppError(
      'bad_request',
      `${host === address ? host : `${host} (${address})`} is a private address, and Pawl calls none unless allowed.`,
      { fix: `Start the server with PAWL_ALLOWED_PRIVATE_HOSTS=${host} if calls there are meant.` },
    )
  }
}

const namesLoopback = (host: string): boolean => /^(.+\.)?localhost$/i.test(host) || isLoopbackAddress(host)

/** Checks what a name leads to in the moment of connecting: a check before that could be told something else. */
function guardedLookup(check: AddressCheck): LookupFunction {
  return (hostname, options, callback) => {
    lookUpHost(hostname, { ...options, all: true }, (error, addresses) => {
      try {
        if (error !== null) throw error
        for (const { address } of addresses) check(hostname, address)
        const [first] = addresses
        if (first === undefined) throw Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' })
        if (options.all === true) callback(null, addresses)
        else callback(null, first.address, first.family)
      } catch (refusal) {
        callback(refusal as Error, [])
      }
    })
  }
}

function responseOf(incoming: IncomingMessage, maxAnswerBytes: number): Response {
  const status = incoming.statusCode ?? 0
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one)
  }
  if (status < 200 || status > 599) {
    incoming.destroy()
    throw Object.assign(new Error(`the answer has the status ${status}`), { code: 'HPE_INVALID_STATUS' })
  }
  if (bodylessStatuses.has(status)) {
    incoming.resume()
    return new Response(null, { status, headers })
  }
  const body = Readable.toWeb(Readable.from(limitedTo(incoming, maxAnswerBytes), { objectMode: false }))
  return new Response(body as ReadableStream<Uint8Array>, { status, headers })
}

async function* limitedTo(incoming: IncomingMessage, maxBytes: number): AsyncGenerator<Uint8Array> {
  let byteCount = 0
  for await (const chunk of incoming) {
    byteCount += (chunk as Buffer).byteLength
    if (byteCount > maxBytes) throw tooLong(maxBytes)
    yield chunk as Buffer
  }
}

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')
