import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type ChatMessage, replyTo, type SimulatedReply } from './simulated-replies.ts'

/** With it the conversations of this example come out as their comments say. */
export const exampleSeed = 1132

export interface SimulatedModelServer extends AsyncDisposable {
  /** For an OpenAI-compatible client. */
  readonly baseUrl: string
}

interface ChatRequest {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  readonly stream?: boolean
  readonly user?: string
}

/**
 * A local server that speaks OpenAI's chat completions and needs no key. The same messages and seed give the same
 * answer after the same time. Users whose name starts with `trial-` have used up their quota: 429.
 */
export async function startSimulatedModel({ seed }: { seed: number }): Promise<SimulatedModelServer> {
  const server = createServer((request, response) => {
    respond(request, response, seed).catch((error: unknown) => {
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: String(error), type: 'invalid_request_error' } }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function respond(request: IncomingMessage, response: ServerResponse, seed: number): Promise<void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  const chat: ChatRequest = JSON.parse(Buffer.concat(chunks).toString())
  const conversation = chat.messages.find((message) => message.role === 'user')
  const reply = replyTo(chat.messages, share(`${seed} ${JSON.stringify(conversation?.content)}`))
  const id = digest(`${seed} ${JSON.stringify(chat.messages)}`).slice(0, 24)
  await pause(20 + 180 * share(id))
  if (chat.user?.startsWith('trial-')) {
    response.writeHead(429, { 'content-type': 'application/json', 'retry-after-ms': '200' })
    response.end(JSON.stringify({ error: { message: 'Rate limit reached for this user', type: 'rate_limit_error' } }))
    return
  }
  const head = { id: `chatcmpl-${id}`, created: Math.floor(Date.now() / 1000), model: chat.model }
  if (chat.stream) await streamReply(response, { head, reply, usage: usageOf(chat, reply) })
  else {
    const message = { role: 'assistant', content: reply.text || null, ...toolCallsOf(reply, id) }
    const choices = [{ index: 0, message, finish_reason: finishReason(reply) }]
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ ...head, object: 'chat.completion', choices, usage: usageOf(chat, reply) }))
  }
}

interface Completion {
  readonly head: { readonly id: string }
  readonly reply: SimulatedReply
  readonly usage: object
}

async function streamReply(response: ServerResponse, { head, reply, usage }: Completion): Promise<void> {
  const send = (part: object) =>
    response.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', ...part })}\n\n`)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const { tool_calls: toolCalls = [] } = toolCallsOf(reply, head.id)
  const deltas = [
    { role: 'assistant' },
    ...(reply.text.match(/.{1,24}/gsu) ?? []).map((content) => ({ content })),
    ...toolCalls.map((call, index) => ({ tool_calls: [{ index, ...call }] })),
  ]
  for (const delta of deltas) {
    send({ choices: [{ index: 0, delta, finish_reason: null }] })
    await pause(4)
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: finishReason(reply) }] })
  send({ choices: [], usage })
  response.end('data: [DONE]\n\n')
}

function toolCallsOf(reply: SimulatedReply, id: string) {
  if (reply.toolCalls.length === 0) return {}
  return {
    tool_calls: reply.toolCalls.map((call, index) => ({
      id: `call_${id.slice(-20)}${index}`,
      type: 'function',
      function: { name: call.name, arguments: JSON.stringify(call.arguments) },
    })),
  }
}

function finishReason(reply: SimulatedReply): string {
  return reply.toolCalls.length > 0 ? 'tool_calls' : 'stop'
}

/** About four characters a token; from the second call of a conversation on, the instructions come from a cache. */
function usageOf(chat: ChatRequest, reply: SimulatedReply) {
  const tokens = (value: unknown) => Math.ceil(JSON.stringify(value).length / 4)
  const promptTokens = tokens(chat.messages)
  const completionTokens = tokens(reply)
  const cachedTokens = chat.messages.length > 2 ? tokens(chat.messages[0]) : 0
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** A number from 0 to 1 that depends on the text alone. */
function share(text: string): number {
  return Number.parseInt(digest(text).slice(0, 8), 16) / 0xffff_ffff
}
