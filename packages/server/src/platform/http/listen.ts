import { once } from 'node:events'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { isIPv6 } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { AppError } from '@pawl/core'
import { settlesWithin } from '../pause/index.ts'
import { systemCode } from '../system-error/index.ts'

export interface ListenOptions {
  readonly app: { fetch(request: Request): Response | Promise<Response> }
  /** Sees every request first, on Node's own objects; `false` leaves it to the app. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => Promise<void> | false
  /** All get the same port. */
  readonly hosts: readonly string[]
  /** 0 takes a free one. */
  readonly port: number
  readonly timeouts?: Partial<Timeouts>
  /** From then on every answer ends its connection, so that clients go elsewhere long before `close`. */
  readonly stopping?: AbortSignal
}

export interface Timeouts {
  /** For the whole head of a request. */
  readonly headersMs: number
  /** For the whole request, a body of the largest size over a slow line included. */
  readonly requestMs: number
  /** Without a byte in either direction while an answer is being sent: the client has gone. */
  readonly silenceMs: number
}

export interface Listening {
  readonly port: number
  readonly urls: readonly string[]
  /**
   * Waits for the requests under way until the time is up. What comes meanwhile still reaches the app, which refuses it, and
   * ends its connection.
   */
  close(graceMs?: number): Promise<void>
}

/** Once all is answered: browsers open connections ahead on which nothing is ever asked. */
const lingerMs = 250

const defaultTimeouts: Timeouts = { headersMs: 10_000, requestMs: 120_000, silenceMs: 120_000 }

/** @throws AppError `already_running` when the port is taken, `bad_configuration` when the address is not this machine's */
export async function listen({ app, intercept, hosts, port, timeouts, stopping }: ListenOptions): Promise<Listening> {
  const servers: { server: Server; host: string }[] = []
  const underWay = new RequestsUnderWay()
  stopping?.addEventListener('abort', () => underWay.endConnections(), { once: true })
  let boundPort = port
  try {
    for (const host of hosts) {
      const server = createServer(app, { ...defaultTimeouts, ...timeouts })
      if (intercept !== undefined) letFirst(server, intercept)
      server.prependListener('request', (_: IncomingMessage, response: ServerResponse) => underWay.add(response))
      const bound = await bind(server, host, boundPort)
      if (bound === null && servers.length > 0) continue
      if (bound === null) throw noSuchAddress(host)
      boundPort = bound
      servers.push({ server, host })
    }
  } catch (error) {
    await Promise.all(servers.map(({ server }) => closeServer(server, 0)))
    throw error
  }
  return {
    port: boundPort,
    urls: servers.map(({ host }) => `http://${isIPv6(host) ? `[${host}]` : host}:${boundPort}`),
    async close(graceMs = 10_000) {
      const startedMs = performance.now()
      await underWay.end(graceMs)
      const restMs = Math.max(0, Math.min(lingerMs, graceMs - (performance.now() - startedMs)))
      await Promise.all(servers.map(({ server }) => closeServer(server, restMs)))
    },
  }
}

/** Requests that are not answered yet. */
class RequestsUnderWay {
  readonly #responses = new Set<ServerResponse>()
  #connectionsEnd = false
  #onEnded: (() => void) | null = null

  add(response: ServerResponse): void {
    if (this.#connectionsEnd) response.setHeader('connection', 'close')
    if (this.#onEnded !== null) return
    this.#responses.add(response)
    response.once('close', () => {
      this.#responses.delete(response)
      if (this.#responses.size === 0) this.#onEnded?.()
    })
  }

  endConnections(): void {
    this.#connectionsEnd = true
    for (const response of this.#responses) if (!response.headersSent) response.setHeader('connection', 'close')
  }

  /** Resolves when those that are under way now are answered, or when the time is up. */
  async end(maxWaitMs: number): Promise<void> {
    this.endConnections()
    const ended = new Promise<void>((resolve) => {
      this.#onEnded = resolve
      if (this.#responses.size === 0) resolve()
    })
    await settlesWithin(ended, maxWaitMs)
  }
}

function createServer(app: ListenOptions['app'], { headersMs, requestMs, silenceMs }: Timeouts): Server {
  const server = createAdaptorServer({
    fetch: (request) => app.fetch(request),
    serverOptions: {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(5000, headersMs),
      // Longer than exporters wait between two batches, so that they seldom meet a connection that is being closed.
      keepAliveTimeout: 75_000,
      keepAlive: true,
      noDelay: true,
    },
  }) as Server
  server.setTimeout(silenceMs)
  return server
}

function letFirst(server: Server, intercept: NonNullable<ListenOptions['intercept']>): void {
  const others = server.listeners('request') as RequestListener[]
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    if (intercept(request, response) === false) for (const other of others) other.call(server, request, response)
  })
}

/** The port, or null when this machine has no such address: many have no IPv6. */
async function bind(server: Server, host: string, port: number): Promise<number | null> {
  server.listen({ host, port, exclusive: true })
  try {
    await once(server, 'listening')
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'ENOTFOUND') return null
    if (code === 'EADDRINUSE') throw portTaken(host, port)
    if (code === 'EACCES')
      throw new AppError('bad_configuration', `This user may not listen on port ${port}.`, {
        where: 'PAWL_PORT',
        fix: 'Choose a port above 1023.',
      })
    throw error
  }
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A connection that falls idle after its last answer would otherwise be kept until its client lets go.
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const timer = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearInterval(idle)
  clearTimeout(timer)
}

const portTaken = (host: string, port: number): AppError =>
  new AppError('already_running', `Port ${port} on ${host} is taken by another program.`, {
    where: 'PAWL_PORT',
    fix: 'Stop the other program, or choose another port with --port or PAWL_PORT.',
  })

const noSuchAddress = (host: string): AppError =>
  new AppError('bad_configuration', `This machine has no address ${host}.`, {
    where: 'PAWL_HOST',
    fix: 'Listen on 127.0.0.1, or on an address that this machine has.',
  })
