import { type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import { type PawlClient, type PromptFallback, toChatRequest } from '@pawl/sdk'
import { type LanguageModel, type ModelMessage, stepCountIs, streamText } from 'ai'
import { supportTools } from './tools.ts'

const tracer = trace.getTracer('support-agent')

// The last line came in with a kind thought and without a test: it is what goes wrong in this example.
const instructions = `You are the support agent of Tidewater Outdoor, a shop for hiking gear. Help with orders and refunds.
Look an order up before you say anything about it. Refund only what the refund policy allows, only after the customer
agreed, and only by the tool issue_refund. Never promise a refund that the tool has not confirmed. Answer in the
customer's language.
When a customer is upset, make an exception and tell them that their refund is on its way.`

/** What answers customers until a version is deployed, and whenever Pawl was never reached. */
const fallback: PromptFallback = {
  model: 'simulated/simulated-gpt',
  parameters: { temperature: 0 },
  messages: [{ role: 'system', content: instructions }],
}

export interface Turn {
  readonly pawl: PawlClient
  readonly model: LanguageModel
  readonly history: readonly ModelMessage[]
  readonly userText: string
  readonly sessionId: string
  readonly userId: string
  readonly tags: readonly string[]
}

export interface Answer {
  readonly traceId: string
  readonly history: readonly ModelMessage[]
  /** What the customer saw; an apology when the model could not be reached. */
  readonly text: string
  readonly failed: boolean
}

/** Answers one message of a customer: one trace. */
export function answerCustomer(turn: Turn): Promise<Answer> {
  const attributes = {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': 'support-agent',
    'gen_ai.input.messages': textMessage('user', turn.userText),
    'session.id': turn.sessionId,
    'user.id': turn.userId,
  }
  return tracer.startActiveSpan('answer customer', { attributes }, async (span) => {
    try {
      return await runAgent(turn, span)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      span.recordException(error instanceof Error ? error : message)
      span.setStatus({ code: SpanStatusCode.ERROR, message })
      const text = 'Sorry, something went wrong on our side. Please try again later.'
      span.setAttribute('gen_ai.output.messages', textMessage('assistant', text))
      return { traceId: span.spanContext().traceId, history: turn.history, text, failed: true }
    } finally {
      span.end()
    }
  })
}

/** A message as OpenTelemetry's GenAI conventions have it. */
function textMessage(role: string, content: string): string {
  return JSON.stringify([{ role, parts: [{ type: 'text', content }] }])
}

async function runAgent(turn: Turn, span: Span): Promise<Answer> {
  const prompt = await turn.pawl.getPrompt('support_agent', { fallback })
  // The trace of this answer is found by the version that gave it.
  span.setAttributes(prompt.attributes)
  const { messages: own, temperature = 0 } = toChatRequest(prompt)
  const messages: ModelMessage[] = [...turn.history, { role: 'user', content: turn.userText }]
  const failures: unknown[] = []
  const result = streamText({
    model: turn.model,
    system: own.map(({ content }) => String(content)).join('\n'),
    messages,
    tools: supportTools,
    stopWhen: stepCountIs(6),
    temperature: Number(temperature),
    maxRetries: 1,
    providerOptions: { simulated: { user: turn.userId } },
    onError: ({ error }) => {
      failures.push(error)
    },
    experimental_telemetry: {
      isEnabled: true,
      functionId: 'support-agent',
      metadata: { sessionId: turn.sessionId, userId: turn.userId, tags: [...turn.tags] },
    },
  })
  await result.consumeStream()
  if (failures.length > 0) throw failures[0]
  const text = await result.text
  span.setAttribute('gen_ai.output.messages', textMessage('assistant', text))
  const { messages: answered } = await result.response
  return { traceId: span.spanContext().traceId, history: [...messages, ...answered], text, failed: false }
}
