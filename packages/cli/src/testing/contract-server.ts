import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Problem } from '@pawl/core'

export interface ReceivedRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Answer {
  readonly status?: number
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Gives the answer to a request, or writes the response itself and gives none. */
type Handler = (request: ReceivedRequest, response: ServerResponse) => Answer | undefined

/** By `METHOD /path`. */
export type Routes = Readonly<Record<string, Answer | Handler>>

export interface ContractServer extends AsyncDisposable {
  readonly url: string
  readonly received: readonly ReceivedRequest[]
  /** Requests to `METHOD /path`. */
  readonly receivedAt: (route: string) => readonly ReceivedRequest[]
}

/** A real HTTP server that answers as the API's contract says. What is not routed is 404, as a problem. */
export async function startContractServer(routes: Routes): Promise<ContractServer> {
  const received: ReceivedRequest[] = []
  const routeOf = ({ method, url }: ReceivedRequest) => `${method} ${decodeURIComponent(url.pathname)}`
  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming)
    received.push(request)
    const fallback = request.url.pathname === '/healthz' ? { body: { status: 'ok' } } : problem('not_found', 404)
    const route = routes[routeOf(request)] ?? fallback
    const answer = typeof route === 'function' ? route(request, response) : route
    if (answer === undefined) return
    const { status = 200, body, headers } = answer
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    receivedAt: (route) => received.filter((request) => routeOf(request) === route),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A refusal as the server words it. */
export function problem(code: string, status: number, more: Partial<Problem> & { retryAfterS?: number } = {}): Answer {
  const { retryAfterS, ...fields } = more
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
    },
    body: { type: `urn:pawl:${code}`, title: code, status, code, detail: `It is ${code}.`, ...fields },
  }
}

async function readRequest(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return {
    method: incoming.method ?? '',
    url: new URL(incoming.url ?? '/', 'http://127.0.0.1'),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString(),
  }
}

/** An address at which nothing listens. */
export async function unusedUrl(): Promise<string> {
  const server = await startContractServer({})
  await server[Symbol.asyncDispose]()
  return server.url
}
