import type { NewScore } from '@pawl/core'
import { z } from 'zod'
import type { ApiClient } from '../api/api-client.ts'
import type { MadeUpConversation } from './made-up-traffic.ts'

const conversationsAtOnce = 500

/** Sends made-up traffic as the application would have: traces by OTLP, feedback by the API. */
export async function sendTraffic(api: ApiClient, conversations: readonly MadeUpConversation[]): Promise<void> {
  for (let from = 0; from < conversations.length; from += conversationsAtOnce) {
    const part = conversations.slice(from, from + conversationsAtOnce)
    await api.fetchAnswer('/v1/traces', z.unknown(), { method: 'POST', body: { resourceSpans: resourceSpansOf(part) } })
    await api.fetchAnswer('/api/scores', z.unknown(), { method: 'POST', body: part.flatMap(feedbackOf) })
  }
}

function resourceSpansOf(conversations: readonly MadeUpConversation[]) {
  return [...new Set(conversations.map(({ release }) => release))].map((release) => ({
    resource: {
      attributes: attributes({
        'service.name': 'support-agent',
        'service.version': release,
        'deployment.environment.name': 'demo',
      }),
    },
    scopeSpans: [
      {
        scope: { name: 'support-agent' },
        spans: conversations.filter((one) => one.release === release).flatMap(spansOf),
      },
    ],
  }))
}

function spansOf(conversation: MadeUpConversation) {
  const { traceId, userId, prompt, question, answer, hasFailed, startedAtMs, durationMs } = conversation
  const [root, call] = [`${traceId.slice(0, 15)}1`, `${traceId.slice(0, 15)}2`]
  const told = {
    'gen_ai.input.messages': message('user', question),
    'gen_ai.output.messages': message('assistant', answer),
  }
  const status = hasFailed ? { status: { code: 2, message: 'The model did not answer' } } : {}
  const times = (fromMs: number, toMs: number) => ({
    startTimeUnixNano: `${fromMs}000000`,
    endTimeUnixNano: `${toMs}000000`,
  })
  return [
    {
      ...{ traceId, spanId: root, name: 'answer customer', kind: 1, ...status },
      ...times(startedAtMs, startedAtMs + durationMs),
      attributes: attributes({
        ...{ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'support-agent', ...told },
        ...{ 'session.id': `made-up-${traceId.slice(0, 12)}`, 'user.id': userId },
        ...promptAttributes(prompt),
      }),
    },
    {
      ...{ traceId, spanId: call, parentSpanId: root, name: 'chat simulated-gpt', kind: 3, ...status },
      ...times(startedAtMs + 20, startedAtMs + durationMs - 20),
      attributes: attributes({
        ...{ 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'simulated', ...told },
        ...{ 'gen_ai.request.model': 'simulated-gpt', 'gen_ai.response.model': 'simulated-gpt' },
        'gen_ai.usage.input_tokens': 900 + (durationMs % 400),
        'gen_ai.usage.output_tokens': 40 + (durationMs % 60),
      }),
    },
  ]
}

/** As the SDK gives them to whoever fetches the prompt. */
function promptAttributes(prompt: string | undefined): Readonly<Record<string, string>> {
  const [name, version] = prompt?.split('@') ?? []
  return name === undefined || version === undefined ? {} : { 'pawl.prompt.name': name, 'pawl.prompt.version': version }
}

const message = (role: string, content: string): string =>
  JSON.stringify([{ role, parts: [{ type: 'text', content }] }])

const attributes = (values: Readonly<Record<string, string | number>>) =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }))

function feedbackOf({ traceId, isHelpful }: MadeUpConversation): NewScore[] {
  if (isHelpful === null) return []
  const outcome = isHelpful ? 'pass' : 'fail'
  return [{ id: `demo-${traceId}`, name: 'helpful', value: isHelpful ? 1 : 0, outcome, source: 'user', traceId }]
}
