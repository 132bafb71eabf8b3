import { describe, expect, it } from 'vitest'
import { hasSharedData, listShared, readShared } from '../../testing/shared-data.ts'
import { decodeLogsJson, decodeTracesJson } from '../otlp/index.ts'
import { assistant, said, system, text, user } from './__fixtures__/sent-span.ts'
import type { CanonicalSpan } from './canonical-span.ts'
import { deriveSpan } from './derive-span.ts'

/** All spans of a folder of recorded payloads, each with the log records of its own id. */
function deriveFolder(folder: string): { name: string; span: CanonicalSpan }[] {
  const files = listShared(`fixtures/otlp/${folder}`, '.json')
  const logs = files
    .filter((file) => file.includes('-logs-'))
    .flatMap((file) => decodeLogsJson(readShared(file)).groups)
    .flatMap((group) => group.items)
  return files
    .filter((file) => !file.includes('-logs-'))
    .flatMap((file) => decodeTracesJson(readShared(file)).groups)
    .flatMap(({ items, resource, scope }) =>
      items.map((span) => ({
        name: span.name,
        span: deriveSpan({ span, resource, scope, logs: logs.filter((log) => log.spanId === span.spanId) }),
      })),
    )
}

const serviceName = 'unknown_service:node'
const weatherSchema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const getWeather = { type: 'function', name: 'get_weather', description: 'Get weather', parameters: weatherSchema }
const image = { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'iVBORw0KGgo=' }
const call = (name: string, id?: string) => ({
  role: 'assistant',
  parts: [{ type: 'tool_call', name, arguments: { city: 'Paris' }, ...(id !== undefined && { id }) }],
})
const result = (extra: object) => ({
  role: 'tool',
  parts: [{ type: 'tool_call_response', response: { tempC: 12 }, ...extra }],
})
const weatherBot = [system('You are a weather bot.'), user('Weather in Paris?')]
const weatherBotWithImage = [
  system('You are a weather bot.'),
  { role: 'user', parts: [text('Weather in Paris?'), image] },
]

interface Expected {
  readonly [spanName: string]: object
}

/** Spans in the order of the recording; equal names are told apart by `#2`, `#3`. */
function expectFolder(folder: string, expected: Expected): void {
  it.skipIf(!hasSharedData)(`${folder} (needs the recorded payloads)`, () => {
    const seen = new Map<string, number>()
    const actual = deriveFolder(folder).map(({ name, span }) => {
      const nth = (seen.get(name) ?? 0) + 1
      seen.set(name, nth)
      return [nth === 1 ? name : `${name} #${nth}`, said(span)]
    })
    expect(Object.fromEntries(actual)).toEqual(expected)
  })
}

describe('recorded spans become canonical spans, field by field', () => {
  const openInference = {
    kind: 'llm',
    producer: 'openinference',
    requestModel: 'gpt-5-mini',
    provider: 'openai',
    serviceName,
  }
  const openInferenceUsage = {
    inputTokens: 30,
    outputTokens: 12,
    cacheReadTokens: 8,
    reasoningTokens: 5,
    totalTokens: 42,
    convention: 'inclusive',
  }
  expectFolder('openinference-openai', {
    'OpenAI Chat Completions': {
      ...openInference,
      responseModel: 'gpt-5-mini-2026-01-01',
      status: 'ok',
      parameters: { temperature: 1 },
      inputMessages: weatherBotWithImage,
      outputMessages: [call('get_weather', 'call_1')],
      toolDefinitions: [getWeather],
      finishReasons: ['tool_call'],
      usage: openInferenceUsage,
    },
    'OpenAI Chat Completions #2': {
      ...openInference,
      responseModel: 'gpt-5-mini-2026-01-01',
      status: 'ok',
      inputMessages: [...weatherBotWithImage, call('get_weather', 'call_1'), result({ id: 'call_1' })],
      outputMessages: [assistant('It is 12 °C in Paris.')],
      toolDefinitions: [getWeather],
      finishReasons: ['stop'],
      usage: openInferenceUsage,
    },
    'OpenAI Chat Completions #3': {
      ...openInference,
      responseModel: 'gpt-5-mini',
      parameters: { stream: true, stream_options: { include_usage: true } },
      inputMessages: [user('stream it')],
      outputMessages: [assistant('It is 12 °C.')],
      finishReasons: ['stop'],
    },
    'OpenAI Embeddings': {
      kind: 'embedding',
      producer: 'openinference',
      requestModel: 'text-embedding-3-small',
      provider: 'openai',
      status: 'ok',
      input: 'hello',
      serviceName,
    },
  })

  const chat = {
    kind: 'llm',
    requestModel: 'gpt-5-mini',
    responseModel: 'gpt-5-mini-2026-01-01',
    provider: 'openai',
    serviceName,
  }
  const usage = { inputTokens: 30, outputTokens: 12, totalTokens: 42, convention: 'inclusive' }
  expectFolder('traceloop-openai', {
    'chat gpt-5-mini': {
      ...chat,
      producer: 'traceloop',
      responseId: 'chatcmpl-1',
      parameters: { temperature: 1 },
      inputMessages: weatherBotWithImage,
      outputMessages: [{ ...call('get_weather', 'call_1'), finish_reason: 'tool_call' }],
      toolDefinitions: [getWeather],
      finishReasons: ['tool_call'],
      usage,
    },
    'chat gpt-5-mini #2': {
      ...chat,
      producer: 'traceloop',
      responseId: 'chatcmpl-1',
      inputMessages: [...weatherBotWithImage, call('get_weather', 'call_1'), result({ id: 'call_1' })],
      outputMessages: [{ ...assistant('It is 12 °C in Paris.'), finish_reason: 'stop' }],
      toolDefinitions: [getWeather],
      finishReasons: ['stop'],
      usage,
    },
    'chat gpt-5-mini #3': {
      ...chat,
      producer: 'traceloop',
      responseId: 'chatcmpl-1',
      inputMessages: [user('stream it')],
      outputMessages: [{ ...assistant('It is 12 °C.'), finish_reason: 'stop' }],
      finishReasons: ['stop'],
    },
  })
  expectFolder('traceloop-openai-indexed', {
    'openai.chat': {
      ...chat,
      producer: 'traceloop',
      parameters: { temperature: 1 },
      inputMessages: weatherBotWithImage,
      outputMessages: [{ ...call('get_weather'), finish_reason: 'tool_call' }],
      toolDefinitions: [getWeather],
      finishReasons: ['tool_call'],
      usage,
    },
    // This version loses the assistant's tool calls and their ids; the word `null` is not content.
    'openai.chat #2': {
      ...chat,
      producer: 'traceloop',
      inputMessages: [...weatherBotWithImage, result({})],
      outputMessages: [{ ...assistant('It is 12 °C in Paris.'), finish_reason: 'stop' }],
      toolDefinitions: [getWeather],
      finishReasons: ['stop'],
      usage,
    },
    'openai.chat #3': {
      ...chat,
      producer: 'traceloop',
      inputMessages: [user('stream it')],
      outputMessages: [{ ...assistant('It is 12 °C.'), finish_reason: 'stop' }],
      finishReasons: ['stop'],
    },
  })
  expectFolder('otel-openai', {
    'chat gpt-5-mini': {
      ...chat,
      producer: 'otel-genai',
      responseId: 'chatcmpl-1',
      parameters: { temperature: 1 },
      inputMessages: weatherBot,
      outputMessages: [{ ...call('get_weather', 'call_1'), finish_reason: 'tool_call' }],
      finishReasons: ['tool_call'],
      usage,
    },
    'chat gpt-5-mini #2': {
      ...chat,
      producer: 'otel-genai',
      responseId: 'chatcmpl-1',
      inputMessages: [...weatherBot, call('get_weather', 'call_1'), result({ id: 'call_1' })],
      outputMessages: [{ ...assistant('It is 12 °C in Paris.'), finish_reason: 'stop' }],
      finishReasons: ['stop'],
      usage,
    },
    'chat gpt-5-mini #3': {
      ...chat,
      producer: 'otel-genai',
      responseId: 'chatcmpl-1',
      inputMessages: [user('stream it')],
      outputMessages: [{ ...assistant('It is 12 °C.'), finish_reason: 'stop' }],
      finishReasons: ['stop'],
      usage,
    },
    'chat err': {
      kind: 'llm',
      producer: 'otel-genai',
      requestModel: 'err',
      provider: 'openai',
      inputMessages: [user('x')],
      status: 'error',
      error: { type: 'RateLimitError', message: '429 Rate limit' },
      serviceName,
    },
    'embeddings text-embedding-3-small': {
      kind: 'embedding',
      producer: 'otel-genai',
      requestModel: 'text-embedding-3-small',
      responseModel: 'text-embedding-3-small',
      provider: 'openai',
      usage: { inputTokens: 4, totalTokens: 4, convention: 'inclusive' },
      serviceName,
    },
  })

  const langfuse = {
    producer: 'langfuse',
    environment: 'staging',
    release: 'r1',
    userId: 'u_1',
    sessionId: 's_1',
    tags: ['beta', 'eu'],
    metadata: { plan: 'pro' },
    serviceName,
  }
  expectFolder('langfuse-js', {
    'OpenAI.chat': {
      ...langfuse,
      kind: 'llm',
      responseModel: 'gpt-5-mini-2026-01-01',
      inputMessages: [system('You are'), user('Weather?')],
      outputMessages: [call('get_weather', 'call_1')],
      toolDefinitions: [getWeather],
      usage: { ...openInferenceUsage, convention: 'exclusive' },
    },
    bad: { ...langfuse, kind: 'span', status: 'error', error: { type: '', message: 'boom' } },
    'search-docs': {
      ...langfuse,
      kind: 'retriever',
      query: 'weather',
      documents: [{ id: 'd1', content: 'doc' }],
    },
    get_weather: {
      ...langfuse,
      kind: 'tool',
      tool: { name: 'get_weather', arguments: { city: 'Paris' }, result: { tempC: 12 } },
    },
    // Its completion start lies before its own start, so there is no time to the first token.
    llm: {
      ...langfuse,
      kind: 'llm',
      responseModel: 'gpt-5',
      parameters: { temperature: 0.5 },
      inputMessages: [user('hi')],
      outputMessages: [assistant('yo')],
      usage: { inputTokens: 13, outputTokens: 5, cacheReadTokens: 3, totalTokens: 18, convention: 'exclusive' },
      cost: { totalUsd: 0.001, source: 'reported' },
      promptName: 'weather-prompt',
      promptVersion: '3',
    },
    guard: { ...langfuse, kind: 'guardrail', input: 'x', output: { ok: true } },
    'support-chat': {
      ...langfuse,
      kind: 'span',
      input: { q: 'Weather in Paris?' },
      output: 'It is 12',
      metadata: { tenant: 'acme', nested: { a: 1 }, plan: 'pro' },
    },
  })

  const aiSdk = {
    producer: 'ai-sdk',
    sessionId: 's_1',
    userId: 'u_1',
    tags: ['a', 'b'],
    agentName: 'weather',
    serviceName,
  }
  const aiSdkTool = {
    type: 'function',
    name: 'weather',
    description: 'w',
    parameters: { ...weatherSchema, additionalProperties: false, $schema: 'http://json-schema.org/draft-07/schema#' },
  }
  const generate = {
    ...aiSdk,
    kind: 'llm',
    requestModel: 'gpt-5-mini',
    responseModel: 'gpt-5-mini-x',
    provider: 'openai',
    toolDefinitions: [aiSdkTool],
  }
  const step = (figures: { first: object; second: object; outer: object; tool?: object }) => ({
    'ai.generateText.doGenerate': {
      ...generate,
      responseId: 'r1',
      inputMessages: weatherBot,
      outputMessages: [call('weather', 'call_1')],
      finishReasons: ['tool_call'],
      usage: { convention: 'inclusive', ...figures.first },
    },
    'ai.toolCall': {
      ...aiSdk,
      kind: 'tool',
      tool: { name: 'weather', callId: 'call_1', arguments: { city: 'Paris' }, result: { tempC: 12 } },
      ...figures.tool,
    },
    'ai.generateText.doGenerate #2': {
      ...generate,
      responseId: 'r2',
      inputMessages: [...weatherBot, call('weather', 'call_1'), result({ id: 'call_1', name: 'weather' })],
      outputMessages: [assistant('It is 12 °C.')],
      finishReasons: ['stop'],
      usage: { convention: 'inclusive', ...figures.second },
    },
    'ai.generateText': {
      ...aiSdk,
      kind: 'agent',
      requestModel: 'gpt-5-mini',
      provider: 'openai',
      systemInstructions: [text('You are a weather bot.')],
      inputMessages: [user('Weather in Paris?')],
      outputMessages: [assistant('It is 12 °C.')],
      finishReasons: ['stop'],
      usage: { convention: 'inclusive', ...figures.outer },
    },
  })
  const tokens = (inputTokens: number, outputTokens: number) => ({
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
  })

  expectFolder('aisdk-v4', {
    ...step({ first: tokens(30, 10), second: tokens(50, 12), outer: tokens(50, 12) }),
    // Version 4 puts no telemetry metadata on tool calls.
    'ai.toolCall': {
      producer: 'ai-sdk',
      kind: 'tool',
      tool: { name: 'weather', callId: 'call_1', arguments: { city: 'Paris' }, result: { tempC: 12 } },
      agentName: 'weather',
      serviceName,
    },
  })
  expectFolder('aisdk-v5', step({ first: tokens(30, 10), second: tokens(30, 10), outer: tokens(30, 10) }))
  const detailed = { ...tokens(30, 10), cacheReadTokens: 2, reasoningTokens: 1 }
  expectFolder(
    'aisdk-v6',
    step({ first: detailed, second: detailed, outer: { ...tokens(60, 20), cacheReadTokens: 4, reasoningTokens: 2 } }),
  )
})
