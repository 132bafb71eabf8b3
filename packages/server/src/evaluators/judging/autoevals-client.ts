import { isKnownPart, type JsonValue, type Message, type PromptParameters, type PromptTool } from '@pawl/core'
import { textOf } from './ask-judge.ts'
import { type Judging, runIdOf } from './judging-means.ts'

interface ChatRequest {
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[]
  readonly tools?: readonly {
    readonly function: { readonly name: string; readonly description?: string; readonly parameters?: unknown }
  }[]
  readonly tool_choice?: unknown
  readonly temperature?: number
  readonly max_tokens?: number
}

interface Place {
  readonly provider: string
  readonly model: string
  readonly parameters: PromptParameters
}

/** As much of the `openai` package's client as the scorers use; every call goes through Pawl's models. */
export function modelClient(judging: Judging, place: Place) {
  const { means, project, budget, signal } = judging
  const attributes = { 'pawl.run.id': runIdOf(judging) }
  const { provider, model } = place
  return {
    chat: {
      completions: {
        async create(request: ChatRequest) {
          const { message } = await means.models.call({
            project,
            provider,
            model,
            messages: messagesOf(request),
            parameters: { ...parametersOf(request), ...place.parameters },
            tools: (request.tools ?? []).map(toolOf),
            cache: judging.cachePlace?.() ?? null,
            budget,
            traceparent: null,
            attributes,
            signal,
          })
          return {
            choices: [
              { index: 0, message: { role: 'assistant', content: textOf(message), tool_calls: callsOf(message) } },
            ],
          }
        },
      },
    },
    embeddings: {
      async create(request: { readonly input: string; readonly model: string }) {
        const vectors = await means.models.embed({
          project,
          provider,
          model: request.model,
          texts: [request.input],
          budget,
          signal,
          attributes,
        })
        return { data: vectors.map((embedding, index) => ({ index, embedding })) }
      },
    },
    moderations: { create: () => Promise.reject(new Error('No provider moderates')) },
  }
}

/** Which tool must be called is said in words: providers have no common parameter for it. */
function messagesOf({ messages, tools = [] }: ChatRequest): readonly Message[] {
  const said = messages.map(
    ({ role, content }): Message => ({
      role,
      parts: [{ type: 'text', content: typeof content === 'string' ? content : JSON.stringify(content ?? '') }],
    }),
  )
  const [tool] = tools
  if (tool === undefined) return said
  const demand = `Answer only by calling the tool "${tool.function.name}".`
  return [...said, { role: 'user', parts: [{ type: 'text', content: demand }] }]
}

function parametersOf({ temperature, max_tokens }: ChatRequest): PromptParameters {
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(max_tokens === undefined ? {} : { max_tokens }),
  }
}

function toolOf({
  function: { name, description, parameters },
}: NonNullable<ChatRequest['tools']>[number]): PromptTool {
  return {
    type: 'function',
    name,
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters: JSON.parse(JSON.stringify(parameters)) as JsonValue }),
  }
}

function callsOf({ parts }: Message) {
  return parts.flatMap((part, index) => {
    if (!isKnownPart(part) || part.type !== 'tool_call') return []
    const { name, arguments: given } = part
    return [
      {
        id: `call_${index}`,
        type: 'function',
        function: { name, arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {}) },
      },
    ]
  })
}
