import { describe, expect, it } from 'vitest'
import { type CanonicalSpan, deriveSpan, type JsonValue } from '../canonical/index.ts'
import type { AttributeValue } from '../otlp/index.ts'
import { checkSpan, type SpanCheck, spanChecks } from './span-checks.ts'

const namesOf = (bits: number): readonly SpanCheck[] => spanChecks.filter((_, bit) => (bits & (1 << bit)) !== 0)

function derive(attributes: Record<string, AttributeValue>, status = 0): CanonicalSpan {
  return deriveSpan({
    span: {
      ...{
        traceId: '1'.repeat(32),
        spanId: '1'.repeat(16),
        parentSpanId: '',
        traceState: '',
        flags: 0,
        name: 'span',
        kind: 1,
      },
      ...{ startTimeUnixNano: 1n, endTimeUnixNano: 2n, events: [], links: [], status: { code: status, message: '' } },
      ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
      attributes: new Map(Object.entries(attributes)),
    },
    resource: { attributes: new Map(), droppedAttributesCount: 0, schemaUrl: '' },
    scope: { name: '', version: '', attributes: new Map(), droppedAttributesCount: 0, schemaUrl: '' },
    logs: [],
  })
}

const checks = (attributes: Record<string, AttributeValue>, status = 0) =>
  namesOf(checkSpan(derive(attributes, status)))

describe('a tool call', () => {
  it('is asked for, and fails with an error', () => {
    expect(checks({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' })).toEqual(['tool'])
    expect(checks({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' }, 2)).toEqual([
      ...['tool', 'tool_error'],
    ])
  })
})

describe('a search', () => {
  const openInference = { 'openinference.span.kind': 'RETRIEVER', 'input.value': 'how long?' }
  const semconv = { 'gen_ai.operation.name': 'retrieval', 'gen_ai.retrieval.query.text': 'how long?' }

  it.each([
    [{ ...semconv, 'gen_ai.retrieval.documents': '[]' }, true],
    [{ ...semconv, 'gen_ai.retrieval.documents': '[{"id":"a","content":"two weeks"}]' }, false],
    [openInference, true],
    [{ ...openInference, 'output.value': '{"documents":[]}' }, true],
    [{ ...openInference, 'output.value': 'two weeks' }, false],
    [{ ...openInference, 'retrieval.documents.0.document.content': 'two weeks' }, false],
  ])('%o', (attributes, isEmpty) => {
    expect(checks(attributes)).toEqual(isEmpty ? ['retrieval', 'empty_retrieval'] : ['retrieval'])
  })

  it('that failed, or says nothing of what it found, is not taken for an empty one', () => {
    expect(checks(openInference, 2)).toEqual([])
    expect(checks(semconv)).toEqual([])
  })
})

const schema = {
  type: 'object',
  properties: { answer: { type: 'string' }, days: { type: 'integer' }, tone: { enum: ['warm', 'cold'] } },
  required: ['answer'],
  additionalProperties: false,
}

const answered = (text: string, asked: Record<string, AttributeValue>): Record<string, AttributeValue> => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: text }] }]),
  ...asked,
})

const json = (value: JsonValue) => JSON.stringify(value)
const formats: readonly (readonly [name: string, asked: Record<string, AttributeValue>])[] = [
  ['OpenAI', { 'gen_ai.request.response_format': json({ type: 'json_schema', json_schema: { name: 'a', schema } }) }],
  ['OpenAI responses', { 'gen_ai.request.text': json({ format: { type: 'json_schema', name: 'a', schema } }) }],
  ['Anthropic', { 'gen_ai.request.output_config': json({ format: { type: 'json_schema', schema } }) }],
  ['Google', { 'gen_ai.request.response_schema': json(schema) }],
  ['Ollama', { 'gen_ai.request.format': json(schema) }],
  [
    'OpenInference',
    { 'llm.invocation_parameters': json({ response_format: { type: 'json_schema', json_schema: { schema } } }) },
  ],
  ['AI SDK', { 'ai.operationId': 'ai.generateObject', 'ai.schema': json(schema) }],
]

describe.each(formats)('an answer that was to follow a schema in the words of %s', (_, asked) => {
  it.each([
    ['{"answer":"two weeks","days":14,"tone":"warm"}', false],
    ['```json\n{"answer":"two weeks"}\n```', false],
    ['{"days":14}', true],
    ['{"answer":"two weeks","days":"14"}', true],
    ['{"answer":"two weeks","tone":"rude"}', true],
    ['{"answer":"two weeks","mood":1}', true],
    ['{"answer":"two we', true],
    ['Two weeks.', true],
  ])('%s', (text, isBroken) => {
    expect(checks(answered(text, asked))).toEqual(isBroken ? ['schema', 'schema_break'] : ['schema'])
  })
})

describe('an answer', () => {
  it('that was to be JSON is any JSON', () => {
    const asked = { 'gen_ai.output.type': 'json' }
    expect(checks(answered('[1]', asked))).toEqual(['schema'])
    expect(checks(answered('Sorry.', asked))).toEqual(['schema', 'schema_break'])
  })

  it('of plain text, of tool calls alone, or that was not recorded breaks nothing', () => {
    const asked = { 'gen_ai.request.response_format': json({ type: 'json_object' }) }
    expect(checks(answered('Sorry.', {}))).toEqual([])
    expect(checks({ 'gen_ai.operation.name': 'chat', ...asked })).toEqual([])
    const call = [{ role: 'assistant', parts: [{ type: 'tool_call', name: 'search', arguments: {} }] }]
    expect(checks({ ...answered('', asked), 'gen_ai.output.messages': json(call) })).toEqual([])
  })

  it('follows alternatives, references and schemas that contain themselves', () => {
    const tree = {
      $defs: {
        node: {
          type: 'object',
          properties: { next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } },
          required: ['next'],
        },
      },
      $ref: '#/$defs/node',
    }
    const asked = { 'gen_ai.request.response_format': json({ type: 'json_schema', json_schema: { schema: tree } }) }
    const wrapped = { 'gen_ai.request.response_schema': json({ type: 'object', ...tree }) }
    expect(checks(answered('{"next":{"next":null}}', wrapped))).toEqual(['schema'])
    expect(checks(answered('{"next":{"next":1}}', wrapped))).toEqual(['schema', 'schema_break'])
    expect(checks(answered('{"next":{"next":null}}', asked))).toEqual(['schema'])
  })
})
