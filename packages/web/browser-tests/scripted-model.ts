import { once } from 'node:events'
import { createServer } from 'node:http'

export interface ScriptedModel extends AsyncDisposable {
  /** Of an OpenAI-compatible provider. */
  readonly baseUrl: string
}

interface ChatRequest {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: unknown }[]
}

const textOf = (content: unknown): string => (typeof content === 'string' ? content : JSON.stringify(content))

/** A model that answers what `answer` makes of the system message and the last message. */
export async function startScriptedModel(answer: (system: string, last: string) => string): Promise<ScriptedModel> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { model, messages } = JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest
      const system = messages.find(({ role }) => role === 'system')
      const content = answer(textOf(system?.content), textOf(messages.at(-1)?.content))
      const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }]
      const usage = { prompt_tokens: 20, completion_tokens: 8, total_tokens: 28 }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ id: 'c1', object: 'chat.completion', created: 1, model, choices, usage }))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
