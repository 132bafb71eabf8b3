import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AttributeValue, OtlpDouble } from '../otlp/index.ts'
import { derive, json, logRecord, startNs, toOtlp } from './__fixtures__/sent-span.ts'
import {
  indexedGroups,
  metadataObjects,
  metadataPrefixes,
  numberAliases,
  providerAliases,
  rawAliases,
  textAliases,
} from './alias-table.ts'
import { deriveSpan } from './derive-span.ts'
import { searchableText } from './searchable-text.ts'

/** Paths of values that JSON has no word for. */
function strangers(value: unknown, path = 'span'): string[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return []
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path]
  if (Array.isArray(value)) return value.flatMap((item, index) => strangers(item, `${path}[${index}]`))
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return [path]
  return Object.entries(value).flatMap(([key, item]) => strangers(item, `${path}.${key}`))
}

describe('any input at all', () => {
  const knownKeys = [
    ...Object.values(textAliases).flat(),
    ...Object.values(numberAliases).flat(),
    ...Object.values(rawAliases).flat(),
    ...providerAliases,
    ...metadataObjects,
    ...metadataPrefixes.map((prefix) => `${prefix}x`),
    ...indexedGroups.flatMap((group) => [group, `${group}.0.message.content`, `${group}.1.x`, `${group}.0`]),
    'gen_ai.input.messages',
    'gen_ai.output.messages',
    'gen_ai.system_instructions',
    'gen_ai.tool.definitions',
    'gen_ai.prompt',
    'gen_ai.completion',
    'ai.prompt',
    'ai.prompt.messages',
    'ai.prompt.tools',
    'ai.response.toolCalls',
    'ai.response.providerMetadata',
    'input.value',
    'output.value',
    'langfuse.observation.input',
    'langfuse.observation.output',
    'langfuse.observation.usage_details',
    'langfuse.observation.cost_details',
    'mlflow.spanInputs',
    'mlflow.spanOutputs',
    'pydantic_ai.all_messages',
    'events',
    'request_data',
    'response_data',
    'gcp.vertex.agent.llm_request',
    'gcp.vertex.agent.llm_response',
    'genkit:input',
    'genkit:output',
    'retrieval.documents.0.document.content',
  ]
  const words = ['role', 'content', 'parts', 'type', 'text', 'messages', 'choices', 'message', 'tool_calls', 'function']
  const jsonText = fc.json({ maxDepth: 6 })
  const messageLike = fc
    .object({
      key: fc.constantFrom(...words, 'kwargs', 'lc', 'id', '__proto__'),
      maxDepth: 5,
      values: [
        fc.string(),
        fc.constantFrom('text', 'user', 'tool', 'image', 'tool_call'),
        fc.integer(),
        fc.constant(null),
      ],
    })
    .map((value) => JSON.stringify([value, { messages: [value] }]))
  const cut = fc.tuple(jsonText, fc.nat()).map(([whole, at]) => whole.slice(0, at % (whole.length + 1)))
  const scalar = fc.oneof(
    fc.string({ unit: 'binary' }),
    jsonText,
    messageLike,
    cut,
    fc.double(),
    fc.constantFrom(1.7e308, -1.7e308, 2 ** 53, 5e-324),
    fc.bigInt(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(...Object.values(textAliases).flat(), 'llm', 'tool', 'chat', 'LLM', 'retriever', '"quoted"', '['),
    fc.double().map((value) => new OtlpDouble(value)),
    fc.uint8Array({ maxLength: 20 }),
  )
  const value = fc.letrec<{ value: AttributeValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.array(tie('value'), { maxLength: 4 }),
      fc
        .array(fc.tuple(fc.oneof(fc.constantFrom(...words), fc.string()), tie('value')), { maxLength: 4 })
        .map((pairs) => new Map(pairs)),
    ),
  })).value
  const key = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...knownKeys) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('__proto__', 'constructor', 'llm.input_messages.__proto__.x', 'a'.repeat(500)),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  )
  const attributes = fc.array(fc.tuple(key, value), { maxLength: 25 }).map((pairs) => new Map(pairs))
  const eventName = fc.constantFrom(
    'exception',
    'gen_ai.choice',
    'gen_ai.user.message',
    'gen_ai.content.prompt',
    'gen_ai.evaluation.result',
    'db.query.result',
    'tool.output',
    'First Token Stream Event',
  )
  const scopeName = fc.constantFrom('', 'ai', 'gen_ai', 'langfuse-sdk', 'pydantic-ai', 'gcp.vertex.agent', 'haystack')
  const spanName = fc.constantFrom('', 'claude_code.tool', 'claude_code.llm_request', 'call_llm', 'agent run', 'x')

  it('gives a canonical span that is plain JSON and has text', () => {
    const property = fc.property(
      fc.record({
        attributes,
        events: fc.array(fc.tuple(eventName, attributes), { maxLength: 3 }),
        body: value,
        scopeName,
        spanName,
      }),
      (sent) => {
        const { span, resource, scope } = toOtlp({ name: sent.spanName, scope: sent.scopeName, links: [] })
        const events = sent.events.map(([name, own]) => ({
          name,
          attributes: own,
          timeUnixNano: startNs,
          droppedAttributesCount: 0,
        }))
        const logs = events.map((event) => ({
          ...logRecord({ eventName: event.name, attributes: {} }),
          body: sent.body,
          attributes: event.attributes,
        }))
        const derived = deriveSpan({ span: { ...span, attributes: sent.attributes, events }, resource, scope, logs })
        expect(strangers(derived)).toEqual([])
        const found = searchableText(derived)
        expect(typeof found.input + typeof found.output).toBe('stringstring')
      },
    )
    fc.assert(property, { numRuns: 1000 })
  })

  it('a hundred thousand levels of JSON stay text', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const objects = `${'{"content":'.repeat(20_000)}1${'}'.repeat(20_000)}`
    for (const text of [deep, objects, json([{ role: 'user', parts: [deep] }])]) {
      for (const name of ['gen_ai.input.messages', 'input.value', 'langfuse.observation.input']) {
        const span = derive({ attributes: { [name]: text, 'openinference.span.kind': 'LLM' } })
        expect(() => JSON.stringify(span)).not.toThrow()
        expect(span.inputMessages).not.toEqual([])
      }
    }
  })

  it('structured values nested a thousand levels derive', () => {
    let nested: AttributeValue = 'x'
    for (let level = 0; level < 1000; level++) nested = new Map([['content', nested]])
    const { span, resource, scope } = toOtlp({})
    const sent = { ...span, attributes: new Map<string, AttributeValue>([['gen_ai.input.messages', [nested]]]) }
    expect(() => JSON.stringify(deriveSpan({ span: sent, resource, scope, logs: [] }))).not.toThrow()
  })
})
