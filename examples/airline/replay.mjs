// Sends recorded conversations to Pawl as an instrumented agent would have: OpenTelemetry's SDK, spans in OpenInference's
// convention, one trace a conversation, and what each was worth as a score. Nothing here is private to Pawl but the scores.
//
//   node examples/airline/replay.mjs transcripts.jsonl
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { context, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Where the last of the days begins, ISO 8601. */
    'last-day': { type: 'string', default: new Date(Date.now() - 24 * 3_600_000).toISOString() },
  },
})
const [file] = positionals
if (file === undefined) throw new Error('Name the file: node examples/airline/replay.mjs transcripts.jsonl')
const server = process.env.PAWL_SERVER ?? 'http://127.0.0.1:4318'
const key = process.env.PAWL_KEY
const headers = key === undefined ? {} : { authorization: `Bearer ${key}` }

const dayMs = 24 * 3_600_000
const lastDayMs = Date.parse(values['last-day'])
const daysBefore = 3
/** A customer comes every ten minutes; a message takes four seconds, a tool a third of one. */
const [betweenMs, messageMs, toolMs] = [600_000, 4_000, 300]

// The same conversation gets the same ids, so that sending it again adds nothing.
let seed = ''
let made = 0
const hexId = (bytes) =>
  createHash('sha256')
    .update(`${seed} ${made++}`)
    .digest('hex')
    .slice(0, bytes * 2)

const provider = new BasicTracerProvider({
  resource: resourceFromAttributes({
    'service.name': 'airline-agent',
    'service.version': 'gpt-4o',
    'deployment.environment.name': 'production',
  }),
  idGenerator: { generateTraceId: () => hexId(16), generateSpanId: () => hexId(8) },
  // OpenInference writes each message as attributes of its own: the usual 128 would cut long conversations off.
  spanLimits: { attributeCountLimit: 100_000 },
  spanProcessors: [
    new BatchSpanProcessor(new OTLPTraceExporter({ url: `${server}/v1/traces`, headers }), {
      maxQueueSize: 100_000,
      maxExportBatchSize: 200,
    }),
  ],
})
const tracer = provider.getTracer('openinference.instrumentation.airline')

const conversations = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
const scores = []
for (const [at, conversation] of conversations.entries()) {
  const { id, reward } = conversation
  scores.push({
    ...{ id: `reward-${id}`, traceId: replay(conversation), name: 'reward', value: reward, source: 'code' },
    outcome: reward === 1 ? 'pass' : 'fail',
  })
  if (at % 20 === 19) await provider.forceFlush()
}
await provider.shutdown()
const answer = await fetch(`${server}/api/scores`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(scores),
})
// Read in any case: an answer that is left unread keeps its connection, and with it this program.
const said = await answer.text()
if (!answer.ok) throw new Error(`The scores were refused: ${said}`)
console.log(`Sent ${conversations.length} conversations of ${daysBefore + 1} days with their rewards to ${server}.`)

/** Each trial of a task on a day of its own. @returns the id of the trace */
function replay({ id, task_id: task, trial, model, messages, expected_actions: expected }) {
  ;[seed, made] = [id, 0]
  let nowMs = lastDayMs + (trial - daysBefore) * dayMs + task * betweenMs
  const spoken = messages.filter(({ role, tool_calls: calls }) => role === 'assistant' && calls === undefined)
  const root = tracer.startSpan('airline_agent', {
    startTime: nowMs,
    attributes: {
      'openinference.span.kind': 'AGENT',
      'session.id': id,
      'user.id': userOf(messages),
      'input.value': messages.find(({ role }) => role === 'user')?.content ?? '',
      'output.value': spoken.at(-1)?.content ?? '',
      metadata: JSON.stringify({ task, trial, expected_actions: expected }),
    },
  })
  const inside = trace.setSpan(context.active(), root)
  for (const [at, message] of messages.entries()) {
    if (message.role !== 'assistant') continue
    const attributes = {
      'openinference.span.kind': 'LLM',
      'llm.model_name': model,
      'llm.provider': 'openai',
      ...flatten('llm.input_messages', messages.slice(0, at)),
      ...flatten('llm.output_messages', [message]),
    }
    const said = tracer.startSpan('ChatCompletion', { startTime: nowMs, attributes }, inside)
    nowMs += messageMs
    said.end(nowMs)
    for (const call of message.tool_calls ?? []) {
      const result = messages.slice(at).find(({ tool_call_id: callId }) => callId === call.id)?.content ?? ''
      const { name, arguments: given } = call.function
      const tool = tracer.startSpan(
        name,
        {
          startTime: nowMs,
          attributes: {
            'openinference.span.kind': 'TOOL',
            'tool.name': name,
            'input.value': given,
            'input.mime_type': 'application/json',
            'output.value': result,
          },
        },
        inside,
      )
      if (isRefused(result)) tool.setStatus({ code: SpanStatusCode.ERROR, message: result })
      nowMs += toolMs
      tool.end(nowMs)
    }
  }
  root.end(nowMs)
  return root.spanContext().traceId
}

function flatten(prefix, messages) {
  const attributes = {}
  for (const [at, { role, content, tool_calls: calls = [], tool_call_id: callId }] of messages.entries()) {
    const path = `${prefix}.${at}.message`
    attributes[`${path}.role`] = role
    if (content != null) attributes[`${path}.content`] = content
    if (callId !== undefined) attributes[`${path}.tool_call_id`] = callId
    for (const [index, { id, function: called }] of calls.entries()) {
      const call = `${path}.tool_calls.${index}.tool_call`
      attributes[`${call}.id`] = id
      attributes[`${call}.function.name`] = called.name
      attributes[`${call}.function.arguments`] = called.arguments
    }
  }
  return attributes
}

function userOf(messages) {
  const call = messages
    .flatMap(({ tool_calls: calls = [] }) => calls)
    .find((each) => /user_id/.test(each.function.arguments))
  return call === undefined ? 'unknown' : JSON.parse(call.function.arguments).user_id
}

function isRefused(result) {
  return result.startsWith('Error')
}
