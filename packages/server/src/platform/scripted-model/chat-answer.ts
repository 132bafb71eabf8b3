import type { ModelReply, ModelRequest } from './model-script.ts'

const createdS = 1_700_000_000

/** The body of a chat completion that is not streamed. */
export function chatCompletion(request: ModelRequest, reply: ModelReply): object {
  const usage = usageOf(request, reply)
  return {
    id: `chatcmpl-${request.index}`,
    object: 'chat.completion',
    created: createdS,
    model: reply.model ?? request.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: reply.text ?? (reply.toolCalls === undefined ? '' : null),
          ...(reply.reasoning !== undefined && { reasoning_content: reply.reasoning }),
          ...(reply.toolCalls !== undefined && { tool_calls: toolCallsOf(request, reply) }),
        },
        finish_reason: finishReasonOf(reply),
      },
    ],
    ...(usage !== null && { usage }),
  }
}

/** The events of a streamed chat completion, `[DONE]` among them. */
export function chatChunks(request: ModelRequest, reply: ModelReply): readonly string[] {
  const chunk = (delta: object, finishReason: string | null = null) =>
    JSON.stringify({ ...chunkBase(request, reply), choices: [{ index: 0, delta, finish_reason: finishReason }] })
  const usage = usageOf(request, reply)
  return [
    chunk({ role: 'assistant', content: '' }),
    ...(reply.reasoning === undefined
      ? []
      : piecesOf(reply.reasoning).map((text) => chunk({ reasoning_content: text }))),
    ...piecesOf(reply.text ?? '').map((content) => chunk({ content })),
    ...toolCallsOf(request, reply).flatMap((call, index) => [
      chunk({ tool_calls: [{ index, ...call, function: { name: call.function.name, arguments: '' } }] }),
      ...piecesOf(call.function.arguments).map((text) =>
        chunk({ tool_calls: [{ index, function: { arguments: text } }] }),
      ),
    ]),
    chunk({}, finishReasonOf(reply)),
    ...(usage === null ? [] : [JSON.stringify({ ...chunkBase(request, reply), choices: [], usage })]),
    '[DONE]',
  ]
}

const chunkBase = (request: ModelRequest, reply: ModelReply) => ({
  id: `chatcmpl-${request.index}`,
  object: 'chat.completion.chunk',
  created: createdS,
  model: reply.model ?? request.model,
})

/** Streams are cut inside of words too. */
function piecesOf(text: string): readonly string[] {
  return text.match(/[\s\S]{1,7}/gu) ?? []
}

function toolCallsOf(request: ModelRequest, { toolCalls = [] }: ModelReply) {
  return toolCalls.map((call, index) => ({
    id: call.id ?? `call_${request.index}_${index}`,
    type: 'function',
    function: {
      name: call.name,
      arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
    },
  }))
}

const finishReasonOf = ({ finishReason, toolCalls = [] }: ModelReply): string =>
  finishReason ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop')

function usageOf(request: ModelRequest, reply: ModelReply): object | null {
  if (reply.usage === null) return null
  const { inputTokens, outputTokens, cachedTokens, reasoningTokens } = reply.usage ?? countedUsage(request, reply)
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    ...(cachedTokens !== undefined && { prompt_tokens_details: { cached_tokens: cachedTokens } }),
    ...(reasoningTokens !== undefined && { completion_tokens_details: { reasoning_tokens: reasoningTokens } }),
  }
}

/** About four characters to a token, as in English. */
function countedUsage(request: ModelRequest, reply: ModelReply): NonNullable<ModelReply['usage']> {
  const said = `${reply.reasoning ?? ''}${reply.text ?? ''}${JSON.stringify(reply.toolCalls ?? '')}`
  return {
    inputTokens: Math.ceil(JSON.stringify(request.messages).length / 4),
    outputTokens: Math.max(1, Math.ceil(said.length / 4)),
  }
}
