import { describe, expect, it } from 'vitest'
import { assistant, derive, json, said, user } from '../__fixtures__/sent-span.ts'

describe('MLflow', () => {
  it('reads attributes that are all JSON, some quoted twice', () => {
    const span = derive({
      attributes: {
        'mlflow.spanType': '"CHAT_MODEL"',
        'mlflow.llm.model': '"gpt-5-mini"',
        'mlflow.llm.provider': json('openai'),
        'mlflow.spanInputs': json({ messages: [{ role: 'user', content: 'hi' }], temperature: 1 }),
        'mlflow.spanOutputs': json({
          choices: [{ message: { role: 'assistant', content: 'yo' }, finish_reason: 'stop' }],
        }),
        'mlflow.chat.tools': json([{ type: 'function', function: { name: 'w', parameters: { type: 'object' } } }]),
        'mlflow.chat.tokenUsage': json({
          input_tokens: 30,
          output_tokens: 12,
          total_tokens: 42,
          cache_read_input_tokens: 8,
        }),
        'mlflow.llm.cost': json({ input_cost: 0.01, output_cost: 0.02, total_cost: 0.03 }),
        'mlflow.linkedPrompts': json([{ name: 'greet', version: '4' }]),
        'mlflow.traceTag.team': 'a',
        'session.id': 's_1',
        'user.id': 'u_1',
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'mlflow',
      requestModel: 'gpt-5-mini',
      provider: 'openai',
      inputMessages: [user('hi')],
      outputMessages: [{ ...assistant('yo'), finish_reason: 'stop' }],
      toolDefinitions: [{ type: 'function', name: 'w', parameters: { type: 'object' } }],
      finishReasons: ['stop'],
      usage: { inputTokens: 30, outputTokens: 12, cacheReadTokens: 8, totalTokens: 42, convention: 'inclusive' },
      cost: { totalUsd: 0.03, inputUsd: 0.01, outputUsd: 0.02, source: 'reported' },
      promptName: 'greet',
      promptVersion: '4',
      metadata: { team: 'a' },
      sessionId: 's_1',
      userId: 'u_1',
    })
    const kinds = [
      'AGENT',
      'TOOL',
      'RETRIEVER',
      'EMBEDDING',
      'RERANKER',
      'MEMORY',
      'GUARDRAIL',
      'EVALUATOR',
      'WORKFLOW',
    ]
    expect(kinds.map((type) => derive({ attributes: { 'mlflow.spanType': json(type) } }).kind)).toEqual([
      'agent',
      'tool',
      'retriever',
      'embedding',
      'reranker',
      'memory',
      'guardrail',
      'evaluator',
      'chain',
    ])
  })
})
