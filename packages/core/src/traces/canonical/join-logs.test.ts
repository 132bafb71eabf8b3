import { describe, expect, it } from 'vitest'
import { json, logRecord, spanId, traceId } from './__fixtures__/sent-span.ts'
import { deriveLogScores, isContentLog, logJoinKey } from './join-logs.ts'

describe('log records that belong to spans', () => {
  it.each([
    'gen_ai.system.message',
    'gen_ai.user.message',
    'gen_ai.assistant.message',
    'gen_ai.tool.message',
    'gen_ai.choice',
    'gen_ai.client.inference.operation.details',
    'gen_ai.client.operation.exception',
    'gen_ai.evaluation.result',
    'claude_code.api_request',
    'claude_code.user_prompt',
    'claude_code.api_response_body',
  ])('%s is content, named by the field or by the attribute', (name) => {
    expect(isContentLog(logRecord({ eventName: name }))).toBe(true)
    expect(isContentLog(logRecord({ attributes: { 'event.name': name } }))).toBe(true)
  })

  it('Claude Code puts the short name in the attribute and the full one in the body', () => {
    const short = { 'event.name': 'api_request' }
    expect(isContentLog(logRecord({ attributes: short, body: 'claude_code.api_request' }))).toBe(true)
    expect(isContentLog(logRecord({ attributes: short, body: 'POST /orders' }))).toBe(false)
    expect(
      isContentLog(logRecord({ attributes: { 'event.name': 'tool_decision' }, body: 'claude_code.tool_decision' })),
    ).toBe(false)
  })

  it('an ordinary log line is not content', () => {
    expect(isContentLog(logRecord({ body: 'listening on :8080' }))).toBe(false)
    expect(isContentLog(logRecord({ body: 'gen_ai.choice' }))).toBe(false)
  })

  it('finds its span by the ids, else by the request', () => {
    const attributes = { request_id: 'req_1' }
    expect(logJoinKey(logRecord({ attributes }))).toEqual({ traceId, spanId })
    expect(logJoinKey(logRecord({ attributes, spanId: '' }))).toEqual({ requestId: 'req_1' })
    expect(logJoinKey(logRecord({ attributes: { 'gen_ai.response.id': 'r1' }, traceId: '', spanId: '' }))).toEqual({
      requestId: 'r1',
    })
    expect(logJoinKey(logRecord({ spanId: '' }))).toBeUndefined()
  })
})

describe('evaluations that travelled as log records', () => {
  const evaluation = (attributes: Record<string, string | number>, ids: { traceId?: string; spanId?: string } = {}) =>
    logRecord({
      eventName: 'gen_ai.evaluation.result',
      attributes: { 'gen_ai.evaluation.name': 'Helpful', ...attributes },
      ...ids,
    })

  it('are about the span they are parented to', () => {
    const record = evaluation({
      'gen_ai.evaluation.score.value': 1,
      'gen_ai.evaluation.score.label': 'pass',
      'gen_ai.evaluation.explanation': 'It helps.',
      'gen_ai.evaluation.evaluator.version': 'v2',
      'gen_ai.evaluation.evaluator.source': json({ name: 'LLMJudge', arguments: { rubric: 'helps' } }),
    })
    expect(deriveLogScores(record)).toEqual([
      {
        name: 'Helpful',
        value: 1,
        label: 'pass',
        outcome: 'pass',
        explanation: 'It helps.',
        source: 'llm',
        evaluatorVersion: 'v2',
        target: 'span',
        targetTraceId: traceId,
        targetSpanId: spanId,
      },
    ])
  })

  it('or about the call whose response they name', () => {
    const record = evaluation(
      { 'gen_ai.evaluation.score.value': 0.4, 'gen_ai.response.id': 'r1' },
      { traceId: '', spanId: '' },
    )
    expect(deriveLogScores(record)).toEqual([
      { name: 'Helpful', value: 0.4, outcome: 'unknown', source: 'code', target: 'span', targetResponseId: 'r1' },
    ])
  })

  it('an evaluator that failed could not tell', () => {
    const record = evaluation({ 'error.type': 'ValueError', 'gen_ai.evaluation.explanation': 'no answer' })
    expect(deriveLogScores(record)[0]).toMatchObject({ outcome: 'unknown', explanation: 'no answer' })
  })

  it('anything else is no score', () => {
    expect(deriveLogScores(logRecord({ eventName: 'gen_ai.choice' }))).toEqual([])
    expect(deriveLogScores(logRecord({ eventName: 'gen_ai.evaluation.result' }))).toEqual([])
  })
})
