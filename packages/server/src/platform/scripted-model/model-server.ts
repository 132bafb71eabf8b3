import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { chatChunks, chatCompletion } from './chat-answer.ts'
import { embeddings } from './embedding-answer.ts'
import { echoScript, type ModelReply, type ModelRequest, type ModelScript, textOfContent } from './model-script.ts'
import { sendFault } from './send-fault.ts'

export interface ModelServerOptions {
  /** Repeats the last message when left out. */
  readonly script?: ModelScript
  /** Any free one when left out. */
  readonly port?: number
  /** Only requests with this key are answered; any when left out. */
  readonly apiKey?: string
  /** What `GET /models` lists. */
  readonly models?: readonly string[]
}

export interface ModelServer extends AsyncDisposable {
  /** For a provider of the kind `openai-compatible`. */
  readonly baseUrl: string
  /** What was asked since the last script, at most the latest 10,000. */
  readonly requests: readonly ModelRequest[]
  /** Requests that are being answered. */
  readonly activeCount: number
  /** The most that there ever were since the last script. */
  readonly peakCount: number
  /** Starts anew with another script. */
  script(script: ModelScript): void
  close(): Promise<void>
}

const maxKeptRequests = 10_000

/**
 * A real HTTP server that speaks OpenAI's chat completions (streamed too), embeddings and model list, and says what it
 * is told to. For tests and demonstrations: no model is behind it. Listens on loopback.
 */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const state = new ServerState(options)
  const server = createServer((request, response) => {
    state.answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    get requests() {
      return state.requests
    },
    get activeCount() {
      return state.activeCount
    },
    get peakCount() {
      return state.peakCount
    },
    script: (script) => state.reset(script),
    close,
    [Symbol.asyncDispose]: close,
  }
}

class ServerState {
  requests: ModelRequest[] = []
  activeCount = 0
  peakCount = 0
  readonly #options: ModelServerOptions
  #script: ModelScript
  #asked = 0

  constructor(options: ModelServerOptions) {
    this.#options = options
    this.#script = options.script ?? echoScript
  }

  reset(script: ModelScript): void {
    this.#script = script
    this.#asked = 0
    this.requests = []
    this.peakCount = this.activeCount
  }

  async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.activeCount++
    this.peakCount = Math.max(this.peakCount, this.activeCount)
    response.once('close', () => this.activeCount--)
    const body = await readJson(incoming)
    const { apiKey, models = ['scripted'] } = this.#options
    if (apiKey !== undefined && incoming.headers.authorization !== `Bearer ${apiKey}`) {
      sendFault(response, { type: 'status', status: 401, errorCode: 'invalid_api_key', message: 'Incorrect API key' })
      return
    }
    const path = incoming.url ?? ''
    if (path.endsWith('/models')) {
      sendJson(response, { object: 'list', data: models.map((id) => ({ id, object: 'model' })) })
      return
    }
    const request = this.#note(incoming, body)
    const reply = await this.#replyTo(request)
    if (reply.delayMs !== undefined) await waitUnlessClosed(response, reply.delayMs)
    if (response.destroyed) return
    if (reply.fault !== undefined) sendFault(response, reply.fault, () => chatCompletion(request, reply))
    else if (path.endsWith('/embeddings')) sendJson(response, embeddings(request))
    else if (request.isStreamed) await sendStream(response, reply, chatChunks(request, reply))
    else sendJson(response, chatCompletion(request, reply))
  }

  #note(incoming: IncomingMessage, body: Readonly<Record<string, unknown>>): ModelRequest {
    const messages = (Array.isArray(body.messages) ? body.messages : []) as ModelRequest['messages']
    const tools = (Array.isArray(body.tools) ? body.tools : []) as { readonly function?: { readonly name?: string } }[]
    const request: ModelRequest = {
      index: this.#asked++,
      path: incoming.url ?? '',
      headers: incoming.headers,
      body,
      model: typeof body.model === 'string' ? body.model : '',
      messages,
      lastText: textOfContent(messages.at(-1)?.content),
      toolNames: tools.map((tool) => tool.function?.name ?? ''),
      isStreamed: body.stream === true,
    }
    this.requests.push(request)
    if (this.requests.length > maxKeptRequests) this.requests.shift()
    return request
  }

  async #replyTo(request: ModelRequest): Promise<ModelReply> {
    if (typeof this.#script === 'function') return this.#script(request)
    return this.#script[Math.min(request.index, this.#script.length - 1)] ?? {}
  }
}

async function readJson(incoming: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString())
    return typeof body === 'object' && body !== null ? { ...body } : {}
  } catch {
    return {}
  }
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function sendStream(response: ServerResponse, reply: ModelReply, events: readonly string[]): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  for (const event of events) {
    if (response.destroyed) return
    response.write(`data: ${event}\n\n`)
    if (reply.pieceDelayMs !== undefined) await waitUnlessClosed(response, reply.pieceDelayMs)
  }
  response.end()
}

/** A caller that goes away ends the wait. */
async function waitUnlessClosed(response: ServerResponse, delayMs: number): Promise<void> {
  const gone = new AbortController()
  const onClose = () => gone.abort()
  response.once('close', onClose)
  await wait(delayMs, undefined, { signal: gone.signal }).catch(() => undefined)
  response.removeListener('close', onClose)
}
