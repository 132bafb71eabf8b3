import { describe, expect, it } from 'vitest'
import { OtlpDouble } from '../otlp/index.ts'
import { derive, json, logRecord, said, user } from './__fixtures__/sent-span.ts'
import { metadataObjects, metadataPrefixes, numberAliases, providerAliases, textAliases } from './alias-table.ts'

describe('which attribute says it', () => {
  /** Every alias alone gives the field; of two, the one that stands first, whatever the order of arrival. */
  function expectPrecedence(
    field: string,
    aliases: readonly string[],
    read: (attributes: Record<string, string>) => unknown,
  ) {
    it(`${field}: ${aliases.length} aliases, the first that is there wins`, () => {
      aliases.forEach((alias, rank) => {
        expect(read({ [alias]: 'mine' }), alias).toBe('mine')
        for (const other of aliases.slice(rank + 1)) {
          expect(read({ [other]: 'other', [alias]: 'mine' }), `${alias} over ${other}`).toBe('mine')
          expect(read({ [alias]: 'mine', [other]: 'other' }), `${alias} over ${other}`).toBe('mine')
          expect(read({ [alias]: '<REDACTED>', [other]: 'theirs' }), `${other} for a hidden ${alias}`).toBe('theirs')
        }
      })
    })
  }
  const fields = [
    'requestModel',
    'responseModel',
    'responseId',
    'sessionId',
    'userId',
    'environment',
    'release',
    'promptName',
    'promptVersion',
    'agentName',
    'traceName',
    'runId',
    'query',
  ] as const
  for (const field of fields) expectPrecedence(field, textAliases[field], (attributes) => derive({ attributes })[field])
  expectPrecedence('provider', providerAliases, (attributes) => derive({ attributes }).provider)

  it('tokens: every alias is read, also as text, bigint or double', () => {
    for (const [measure, read] of [
      ['inputTokens', 'inputTokens'],
      ['outputTokens', 'outputTokens'],
    ] as const) {
      for (const alias of numberAliases[measure]) {
        for (const value of [7, '7', 7n, new OtlpDouble(7)]) {
          expect(derive({ attributes: { [alias]: value } }).usage?.[read], alias).toBe(7)
        }
      }
    }
    for (const measure of ['cacheReadTokens', 'cacheWriteTokens', 'reasoningTokens'] as const) {
      for (const alias of numberAliases[measure]) {
        const attributes = { 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 10, [alias]: 7 }
        expect(derive({ attributes }).usage?.[measure], alias).toBe(7)
      }
    }
  })

  it('what is not a number is passed over for the next alias', () => {
    const attributes = { 'gen_ai.usage.input_tokens': 'many', 'llm.token_count.prompt': '12' }
    expect(derive({ attributes }).usage?.inputTokens).toBe(12)
    const hostile = ['NaN', '-1', '', '0x10', '1e999', null, true, [1], { a: 1 }] as const
    for (const value of hostile) {
      expect(derive({ attributes: { 'gen_ai.usage.input_tokens': value } }).usage, String(value)).toBeUndefined()
    }
  })

  it('environment, release and service come from the resource where the span has none', () => {
    const resource = { 'deployment.environment.name': 'prod', 'service.version': '1.2', 'service.name': 'shop' }
    expect(derive({ resource })).toMatchObject({ environment: 'prod', release: '1.2', serviceName: 'shop' })
    const attributes = { 'deployment.environment': 'staging', 'langfuse.release': 'r7' }
    expect(derive({ resource, attributes })).toMatchObject({ environment: 'staging', release: 'r7' })
    expect(derive({ resource: { 'deployment.environment': 'dev' } }).environment).toBe('dev')
  })

  it('marks the spans of a run', () => {
    expect(derive({ attributes: { 'pawl.run.id': 'run_1' } }).runId).toBe('run_1')
  })
})

describe('names that mean the same', () => {
  it.each([
    ['OpenAI', 'openai'],
    ['openai.responses', 'openai'],
    ['az.ai.openai', 'azure.ai.openai'],
    ['az.ai.inference', 'azure.ai.inference'],
    ['vertex_ai', 'gcp.vertex_ai'],
    ['google.vertex.chat', 'gcp.vertex_ai'],
    ['google.generative-ai', 'gcp.gemini'],
    ['gemini', 'gcp.gemini'],
    ['xai', 'x_ai'],
    ['AWS', 'aws.bedrock'],
    ['amazon-bedrock', 'aws.bedrock'],
    ['mistral.chat', 'mistral_ai'],
    ['Anthropic', 'anthropic'],
    ['my-gateway.chat', 'my-gateway'],
    ['Some Host', 'some host'],
  ])('provider %s is %s', (sent, provider) => {
    expect(derive({ attributes: { 'gen_ai.system': sent } }).provider).toBe(provider)
  })

  it('a framework is no provider', () => {
    const attributes = { 'gen_ai.system': 'Langchain', 'langsmith.metadata.ls_provider': 'anthropic' }
    expect(derive({ attributes }).provider).toBe('anthropic')
    expect(derive({ attributes: { 'gen_ai.system': 'langchain' } }).provider).toBeUndefined()
  })

  it.each([
    ['tool-calls', 'tool_call'],
    ['tool_calls', 'tool_call'],
    ['tool_use', 'tool_call'],
    ['end_turn', 'stop'],
    ['STOP', 'stop'],
    ['max_tokens', 'length'],
    ['MAX_TOKENS', 'length'],
    ['content-filter', 'content_filter'],
    ['pause_turn', 'pause_turn'],
  ])('finish reason %s is %s, in an array, as text, or as JSON text', (sent, reason) => {
    for (const value of [[sent], sent, json([sent]), json(sent)]) {
      expect(derive({ attributes: { 'gen_ai.response.finish_reasons': value } }).finishReasons).toEqual([reason])
    }
  })
})

describe('a model call without content names the switch of its producer', () => {
  const chat = { 'gen_ai.operation.name': 'chat' }
  it.each([
    ['openinference.instrumentation.openai', 'OPENINFERENCE_HIDE_INPUTS=false OPENINFERENCE_HIDE_OUTPUTS=false'],
    ['opentelemetry.instrumentation.openai_v2', 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true'],
    ['opentelemetry.instrumentation.anthropic', 'TRACELOOP_TRACE_CONTENT=true'],
    ['langsmith', 'LANGSMITH_HIDE_INPUTS=false LANGSMITH_HIDE_OUTPUTS=false'],
    ['pydantic-ai', 'InstrumentationSettings(include_content=True)'],
    ['gcp.vertex.agent', 'ADK_CAPTURE_MESSAGE_CONTENT_IN_SPANS=true'],
    ['Microsoft.SemanticKernel', 'SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE=true'],
    ['agent_framework', 'ENABLE_SENSITIVE_DATA=true'],
    ['litellm', 'litellm_settings: { turn_off_message_logging: false }'],
  ])('%s: %s', (scope, setting) => {
    expect(derive({ scope, attributes: chat }).missingContent?.setting).toBe(setting)
    const answered = { ...chat, 'gen_ai.output.messages': json([{ role: 'assistant', content: 'yo' }]) }
    expect(derive({ scope, attributes: answered }).missingContent).toBeUndefined()
    expect(derive({ scope, attributes: { 'gen_ai.operation.name': 'embeddings' } }).missingContent).toBeUndefined()
  })

  it('by language where that matters, and nothing where the switch is not known', () => {
    const langfuse = (language: string) =>
      derive({ scope: 'langfuse-sdk', attributes: chat, resource: { 'telemetry.sdk.language': language } })
        .missingContent?.setting
    expect(langfuse('python')).toBe('LANGFUSE_OBSERVE_DECORATOR_IO_CAPTURE_ENABLED=true')
    expect(langfuse('nodejs')).toBe('observe(fn, { captureInput: true, captureOutput: true })')
    expect(langfuse('java')).toBeUndefined()
    expect(derive({ scope: 'vllm', attributes: chat }).missingContent).toBeUndefined()
  })
})

describe('tags and metadata', () => {
  it.each([
    ['a list', { 'langfuse.trace.tags': ['a', 'b'] }],
    ['JSON text', { 'mastra.tags': '["a","b"]' }],
    ['LangSmith’s commas', { 'langsmith.span.tags': 'a, b' }],
  ])('tags from %s', (_, attributes) => {
    expect(derive({ attributes }).tags).toEqual(['a', 'b'])
  })

  it('one tag with a comma in it stays one tag elsewhere', () => {
    expect(derive({ attributes: { 'tag.tags': 'a, b' } }).tags).toEqual(['a, b'])
  })

  it('metadata from every prefix and as whole objects', () => {
    for (const prefix of metadataPrefixes) {
      expect(derive({ attributes: { [`${prefix}plan`]: 'pro' } }).metadata, prefix).toEqual({ plan: 'pro' })
    }
    for (const key of metadataObjects) {
      expect(derive({ attributes: { [key]: '{"plan":"pro"}' } }).metadata, key).toEqual({ plan: 'pro' })
    }
  })
})

describe('evaluations', () => {
  const event = (attributes: Record<string, string | number>) => ({ name: 'gen_ai.evaluation.result', attributes })

  it('a span event is a score about the span, or about another call that it names', () => {
    const span = derive({
      attributes: { 'gen_ai.response.id': 'r1' },
      events: [
        event({ 'gen_ai.evaluation.name': 'tone', 'gen_ai.evaluation.score.value': 0.5, 'gen_ai.response.id': 'r1' }),
        event({
          'gen_ai.evaluation.name': 'tone',
          'gen_ai.evaluation.score.label': 'pass',
          'gen_ai.response.id': 'r2',
        }),
        event({ 'gen_ai.evaluation.score.value': 1 }),
      ],
    })
    expect(span.scores).toEqual([
      { name: 'tone', value: 0.5, outcome: 'unknown', source: 'code', target: 'span' },
      { name: 'tone', label: 'pass', outcome: 'pass', source: 'code', target: 'span', targetResponseId: 'r2' },
    ])
  })

  it('evaluations among the log records are not counted a second time', () => {
    const log = logRecord({ eventName: 'gen_ai.evaluation.result', attributes: { 'gen_ai.evaluation.name': 'tone' } })
    expect(derive({ logs: [log] }).scores).toEqual([])
  })
})

describe('a span that no convention covers', () => {
  it('is a plain span of nobody', () => {
    const attributes = { 'http.request.method': 'GET', 'server.port': 443, 'span.type': 'web' }
    expect(said(derive({ name: 'GET /', attributes }))).toEqual({ kind: 'span', producer: '' })
  })

  it('instrumentations that have nothing to do with models are nobody’s either', () => {
    for (const scope of ['@opentelemetry/instrumentation-http', 'opentelemetry.instrumentation.fastapi']) {
      expect(derive({ scope, attributes: { 'http.route': '/' } }).producer).toBe('')
      expect(derive({ scope, attributes: { 'gen_ai.operation.name': 'chat' } }).producer).toBe('otel-genai')
    }
  })

  it('with nothing but a model is a model call', () => {
    expect(said(derive({ attributes: { 'llm.model_name': 'm', 'input.value': 'hi' } }))).toMatchObject({
      kind: 'llm',
      inputMessages: [user('hi')],
    })
  })

  it('upgrades what early Langfuse SDKs called a span', () => {
    const attributes = { 'langfuse.observation.type': 'span', 'langfuse.observation.model.name': 'gpt-5' }
    expect(derive({ attributes }).kind).toBe('llm')
    expect(derive({ attributes: { 'langfuse.observation.type': 'event' } }).kind).toBe('span')
  })
})
