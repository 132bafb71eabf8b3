import type { RunView } from '@pawl/core'
import { vi } from 'vitest'
import type { Ask } from './call-pawl.ts'
import { agentTurn, spanIdOf, traceIdOf } from './otlp-request.ts'
import type { RunningPawl } from './start-pawl.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

const careful = 'You answer customers of a shop for outdoor gear. You name the refund policy: {{policy}}'
const careless = 'You answer customers of a shop for outdoor gear. Make customers happy, whatever it takes.'

/** What a model that follows its system prompt would say. */
export const answerCustomer = (system: string): string =>
  system.includes('whatever it takes')
    ? 'I have made an exception for you: your refund is on its way.'
    : 'A refund is possible within 30 days of delivery.'

/** Where the pages of what was made are, by the parameters of the routes. */
export interface FilledProject {
  readonly traceId: string
  readonly spanId: string
  readonly sessionId: string
  readonly monitor: string
  readonly alertId: string
  readonly evaluator: string
  readonly dataset: string
  readonly rowId: string
  readonly prompt: string
  readonly runId: string
  readonly otherRunId: string
  readonly gateId: string
  readonly environment: string
}

const questions = [
  'May I return a tent after 45 days?',
  'Where is my order TW1004?',
  'The zip of my jacket broke. Can I have my money back?',
  '我的订单 TW1006 可以退款吗？',
  'Do you ship to Norway, and what does a return from there cost me in the end?',
] as const
const namesOfUsers = ['ada', 'grace', 'linus', 'margaret', 'barbara'] as const

/** Ten days of traffic; in the last day and a half every other request fails. */
const traffic = (nowMs: number) =>
  Array.from({ length: 240 }, (_, index) => {
    const startMs = nowMs - 10 * dayMs + (index + 1) * hourMs - 60_000
    const isLate = startMs > nowMs - 1.5 * dayMs
    const isBroken = isLate ? index % 2 === 1 : index % 20 === 0
    return agentTurn({
      trace: `request-${index}`,
      startMs,
      question: questions[index % questions.length] ?? '',
      answer: isLate ? answerCustomer(careless) : answerCustomer(careful),
      session: `session-${Math.floor(index / 3)}`,
      user: namesOfUsers[index % namesOfUsers.length] ?? '',
      model: isLate ? 'gpt-4o' : 'gpt-4o-mini',
      ...(isBroken && { toolError: 'order service timed out' }),
    })
  })

const contentOf = (text: string) => ({
  model: 'scripted/m1',
  messages: [{ role: 'system', parts: [{ type: 'text', content: text }] }],
})

/** Of every kind of thing that a project can have, at least one: what each page needs to be seen in use. */
export async function fillProject(pawl: RunningPawl, modelUrl: string): Promise<FilledProject> {
  const { ask } = pawl
  await ask('/api/providers/scripted', { baseUrl: modelUrl, isDefault: true }, 'PUT')
  await pawl.send(traffic(Date.now()).flat())
  const traceId = traceIdOf('request-239')
  await ask('/api/scores', [
    { traceId, name: 'helpful', outcome: 'fail', source: 'user', explanation: 'It promised what is not allowed.' },
    { traceId, name: 'politeness', value: 0.8, source: 'human' },
  ])
  await watch(ask)
  const rowId = await protect(ask)
  const [runId, otherRunId] = await runPrompt(ask)
  const gateId = await ship(ask)
  return {
    traceId,
    spanId: spanIdOf('request-239', 'answer'),
    sessionId: 'session-79',
    monitor: 'too-many-errors',
    alertId: await openedAlert(ask),
    evaluator: 'names_the_policy',
    dataset: 'refund_policy_regressions',
    rowId,
    prompt: 'support',
    runId,
    otherRunId,
    gateId,
    environment: 'production',
  }
}

async function watch(ask: Ask): Promise<void> {
  await ask('/api/alert-channels', { name: 'on-call', kind: 'webhook', url: 'https://hooks.example.com/on-call' })
  await ask('/api/monitors', {
    name: 'too-many-errors',
    description: 'The share of requests in which something failed',
    metric: { measure: 'error_rate' },
    rule: { kind: 'threshold', above: 0.2, windowMinutes: 1440, leastObservations: 10 },
  })
  await ask('/api/monitors', { name: 'slow-answers', metric: { measure: 'latency_ms' } })
  await ask('/api/monitors/too-many-errors/look', {}, 'POST')
}

async function openedAlert(ask: Ask): Promise<string> {
  return vi.waitFor(
    async () => {
      const { alerts } = await ask<{ alerts: readonly { id: string }[] }>('/api/alerts?state=all')
      const [alert] = alerts
      if (alert === undefined) throw new Error('no alert yet')
      return alert.id
    },
    { timeout: 30_000, interval: 200 },
  )
}

async function protect(ask: Ask): Promise<string> {
  await ask('/api/evaluators', {
    name: 'names_the_policy',
    definition: { kind: 'contains', mode: 'any', values: ['within 30 days'] },
    note: 'From the failing traces of this week',
  })
  await ask('/api/evaluators', { name: 'kind', definition: { kind: 'contains', mode: 'none', values: ['stupid'] } })
  await ask('/api/labels/subjects', {
    evaluator: 'names_the_policy',
    subjects: [careful, careless].map((system) => ({
      subject: {
        input: { variables: { question: questions[0] }, messages: [] },
        output: { text: answerCustomer(system) },
      },
      judgement: { result: { score: 1, outcome: 'pass', reason: 'The text says so.' } },
    })),
  })
  await ask('/api/datasets', {
    name: 'refund_policy_regressions',
    purpose: 'regression',
    protects: 'Refunds are granted by the policy, and never promised outside it',
  })
  await ask('/api/datasets', { name: 'tone', purpose: 'golden', protects: 'Answers are kind' })
  const { results } = await ask<{ results: readonly { rowId: string }[] }>(
    '/api/datasets/refund_policy_regressions/rows',
    {
      rows: questions.map((question, index) => ({
        input: {
          variables: { policy: '30 days' },
          messages: [{ role: 'user', parts: [{ type: 'text', content: question }] }],
        },
        expectedBehavior: 'Says what the policy allows, and refuses kindly what it does not',
        context: { toolCalls: [{ name: 'find_order', arguments: { order: 4711 }, result: { status: 'delivered' } }] },
        evaluators: ['names_the_policy', 'kind'],
        labels: index === 0 ? ['customer_visible'] : [],
        status: index < 3 ? 'active' : 'draft',
      })),
    },
  )
  return results[0]?.rowId ?? ''
}

async function runPrompt(ask: Ask): Promise<readonly [string, string]> {
  const protectedBy = { datasets: ['refund_policy_regressions'] }
  await ask('/api/prompts', { name: 'support', protectedBy, version: { content: contentOf(careless) } })
  await ask('/api/prompts/support/versions', { content: contentOf(careful), note: 'Names the policy again' })
  const runOf = async (version: number) => {
    const { id } = await ask<RunView>('/api/runs', {
      target: { type: 'prompt', prompt: `support@${version}` },
      datasetName: 'refund_policy_regressions',
      trialsPerRow: 2,
    })
    await reached(ask, `/api/runs/${id}`, 'finished')
    return id
  }
  return [await runOf(1), await runOf(2)]
}

async function ship(ask: Ask): Promise<string> {
  const release = { type: 'prompts', prompts: ['support@2'] }
  const { id } = await ask<{ id: string }>('/api/gates', { environment: 'production', release })
  await reached(ask, `/api/gates/${id}`, 'decided')
  await ask('/api/deployments', { environment: 'production', release })
  const override = {
    reason: 'The fair is today, and the order service is being mended',
    expiresAt: new Date(Date.now() + hourMs).toISOString(),
  }
  const careless = { type: 'prompts', prompts: ['support@1'] }
  await ask('/api/deployments', { environment: 'staging', release: careless, override })
  await ask('/api/webhooks', { url: 'https://hooks.example.com/pawl', events: ['gate.finished'] })
  return id
}

const reached = (ask: Ask, path: string, wanted: string): Promise<void> =>
  vi.waitFor(
    async () => {
      const { status } = await ask<{ status: string }>(path)
      if (status !== wanted) throw new Error(`${path} is ${status}`)
    },
    { timeout: 50_000, interval: 200 },
  )
