import type { Score, SessionSummary, SpanDetail, SpanLine, TraceDetail, TraceSummary } from '@pawl/core'

export const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
export const spanId = '00f067aa0ba902b7'

export function sampleTrace(more: Partial<TraceSummary> = {}): TraceSummary {
  return {
    traceId,
    name: 'answer customer',
    startTime: '2026-05-01T12:00:00.123456789Z',
    durationMs: 2310,
    status: 'ok',
    spanCount: 3,
    errorCount: 0,
    rootSpanId: spanId,
    hasRoot: true,
    rootKind: 'agent',
    kinds: ['agent', 'llm'],
    models: ['simulated-gpt'],
    providers: ['simulated'],
    tools: [],
    services: ['support-agent'],
    environment: 'demo',
    release: '1.4.0',
    sessionId: 'support-001',
    userId: 'ada',
    tags: ['refund'],
    prompts: [],
    usage: {
      inputTokens: 1200,
      outputTokens: 34,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      reasoningTokens: 0,
      totalTokens: 1234,
    },
    costUsd: 0.0123,
    costSource: 'computed',
    inputPreview: '我想退款',
    outputPreview: '好的',
    errorPreview: '',
    timeToFirstTokenMs: null,
    scores: [],
    runId: '',
    ...more,
  }
}

export function sampleSpan(more: Partial<SpanLine> = {}): SpanLine {
  return {
    spanId,
    parentSpanId: '',
    name: 'answer customer',
    kind: 'agent',
    startTime: '2026-05-01T12:00:00.123456789Z',
    offsetMs: 0,
    durationMs: 2310,
    status: 'ok',
    errorMessage: '',
    model: '',
    service: 'support-agent',
    toolName: '',
    inputTokens: 0,
    outputTokens: 0,
    totalTokens: 0,
    costUsd: null,
    costSource: null,
    flags: [],
    ...more,
  }
}

export const sampleScore: Score = {
  id: 'score-1',
  name: 'helpful',
  value: 0,
  label: null,
  outcome: 'fail',
  explanation: 'Nothing arrived.',
  source: 'user',
  evaluatorVersion: null,
  target: 'trace',
  traceId,
  spanId: null,
  sessionId: null,
  author: 'local, unverified',
  createdAt: '2026-05-01T12:00:03Z',
}

/** An agent with a model call and a failed tool call. */
export const sampleDetail: TraceDetail = {
  trace: sampleTrace({ status: 'error', errorCount: 1, errorPreview: 'card_expired' }),
  spans: [
    sampleSpan(),
    sampleSpan({
      spanId: 'bbbbbbbbbbbbbbbb',
      parentSpanId: spanId,
      name: 'issue_refund',
      kind: 'tool',
      offsetMs: 900,
      durationMs: 12,
      status: 'error',
      errorMessage: 'card_expired',
    }),
    sampleSpan({
      spanId: 'aaaaaaaaaaaaaaaa',
      parentSpanId: spanId,
      name: 'chat',
      kind: 'llm',
      offsetMs: 10,
      durationMs: 812,
      totalTokens: 1234,
      costUsd: 0.0123,
    }),
  ],
  scores: [sampleScore],
}

export const sampleSpanDetail: SpanDetail = {
  traceId,
  spanId,
  parentSpanId: '',
  name: 'chat',
  startTime: '2026-05-01T12:00:00.123456789Z',
  endTime: '2026-05-01T12:00:01.123456789Z',
  durationMs: 1000,
  receivedAt: '2026-05-01T12:00:02Z',
  flags: [],
  canonical: {
    kind: 'llm',
    producer: 'ai-sdk',
    responseModel: 'simulated-gpt',
    parameters: {},
    systemInstructions: [{ type: 'text', content: 'Be kind.' }],
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Refund\u001b[2J me' }] }],
    outputMessages: [
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: '1', name: 'issue_refund', arguments: { orderId: 'TW1' } }],
      },
    ],
    toolDefinitions: [],
    documents: [],
    usage: { inputTokens: 1200, outputTokens: 34, convention: 'inclusive' },
    finishReasons: [],
    status: 'ok',
    tags: [],
    metadata: {},
    scores: [],
    externalContent: [],
    isPlaceholder: false,
  },
  attributes: { 'gen_ai.system': 'simulated' },
  resource: {},
  scope: { name: 'ai', version: '' },
  events: [],
  links: [],
  logs: [],
  redactions: {},
  scores: [],
}

export const sampleSession: SessionSummary = {
  sessionId: 'support-001',
  startTime: '2026-05-01T12:00:00Z',
  endTime: '2026-05-01T12:03:00Z',
  traceCount: 1,
  errorCount: 1,
  userId: 'ada',
  totalTokens: 1234,
  costUsd: 0.0123,
  firstInput: '我想退款',
  lastOutput: '好的',
}
