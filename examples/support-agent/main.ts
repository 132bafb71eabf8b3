import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { createPawlClient, type PawlClient, PawlError } from '@pawl/sdk'
import type { LanguageModel } from 'ai'
import { answerCustomer } from './agent.ts'
import { type Conversation, conversations } from './conversations.ts'
import { exampleSeed, startSimulatedModel } from './simulated-model.ts'
import { startTelemetry } from './telemetry.ts'

interface Summary {
  conversations: number
  /** Answered messages: one trace each. */
  turns: number
  /** Turns that ended in an error for the customer. */
  failedTurns: number
  feedback: number
}

interface Outcome {
  readonly traceId: string
  readonly turns: number
  readonly failedTurns: number
}

const concurrency = 8
/** Only these; they came back to ask the same again. */
const customers = process.argv.slice(2)

const pawl = connectPawl()
const telemetry = startTelemetry()
const server = process.env.OPENAI_API_KEY ? undefined : await startSimulatedModel({ seed: exampleSeed })
const model = chooseModel(server?.baseUrl)
const summary: Summary = { conversations: 0, turns: 0, failedTurns: 0, feedback: 0 }
const waiting = [...conversations.entries()].filter(
  ([, { userId }]) => customers.length === 0 || customers.includes(userId),
)
const outcomes = new Map<Conversation, Outcome>()

await Promise.all(
  Array.from({ length: concurrency }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, conversation] = next
      const sessionId = `support-${String(index + 1).padStart(3, '0')}${customers.length === 0 ? '' : '-again'}`
      const outcome = await hold(conversation, sessionId)
      outcomes.set(conversation, outcome)
      summary.conversations += 1
      summary.turns += outcome.turns
      summary.failedTurns += outcome.failedTurns
    }
  }),
)
await telemetry.shutdown()
await server?.[Symbol.asyncDispose]()
// What they thought of other answers says nothing of these.
if (customers.length === 0) await recordAllFeedback()
process.stdout.write(`${JSON.stringify(summary)}\n`)

/** Where the deployed prompt comes from, and the feedback goes. */
function connectPawl(): PawlClient {
  const { PAWL_SERVER: baseUrl, PAWL_KEY: apiKey } = process.env
  return createPawlClient({
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(apiKey === undefined ? {} : { apiKey }),
  })
}

/** With a key the real thing; without, the simulated model, whose names say so. */
function chooseModel(simulatedUrl: string | undefined): LanguageModel {
  if (simulatedUrl !== undefined) {
    return createOpenAICompatible({ name: 'simulated', baseURL: simulatedUrl, includeUsage: true })('simulated-gpt')
  }
  return createOpenAICompatible({
    name: 'openai',
    baseURL: process.env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1',
    apiKey: process.env.OPENAI_API_KEY ?? '',
    includeUsage: true,
  })(process.env.OPENAI_MODEL ?? 'gpt-4.1-mini')
}

async function hold(conversation: Conversation, sessionId: string): Promise<Outcome> {
  const { userId, tags, turns } = conversation
  let history: Parameters<typeof answerCustomer>[0]['history'] = []
  let traceId = ''
  let failedTurns = 0
  for (const userText of turns) {
    const answer = await answerCustomer({ pawl, model, history, userText, sessionId, userId, tags })
    history = answer.history
    traceId = answer.traceId
    if (answer.failed) failedTurns += 1
  }
  process.stderr.write(`${sessionId}  ${userId}: ${turns[0]}${failedTurns > 0 ? '  (failed)' : ''}\n`)
  return { traceId, turns: turns.length, failedTurns }
}

/** Feedback is what OpenTelemetry has no word for: it goes to Pawl, on the trace that the customer saw last. */
async function recordAllFeedback(): Promise<void> {
  if (process.env.PAWL_SERVER === undefined) return
  for (const [{ feedback }, { traceId }] of outcomes) {
    if (feedback === undefined) continue
    const { isHelpful, comment } = feedback
    try {
      await pawl.recordFeedback({
        traceId,
        name: 'helpful',
        value: isHelpful ? 1 : 0,
        outcome: isHelpful ? 'pass' : 'fail',
        ...(comment === undefined ? {} : { explanation: comment }),
      })
      summary.feedback += 1
    } catch (error) {
      if (!PawlError.isInstance(error)) throw error
      process.stderr.write(`feedback was not recorded: ${error.message}\n`)
    }
  }
}
