import { describe, expect, it } from 'vitest'
import { assistant, derive, json, said, system, user } from '../__fixtures__/sent-span.ts'

describe('LangSmith', () => {
  const common = {
    'langsmith.trace.session_name': 'my-project',
    'langsmith.metadata.thread_id': 't_1',
    'langsmith.metadata.user_id': 'u_1',
    'langsmith.metadata.ls_provider': 'openai',
    'langsmith.metadata.ls_model_name': 'gpt-5-mini',
    'langsmith.metadata.revision_id': 'abc',
    'langsmith.span.tags': 't1, t2',
  }

  it('reads a model run: whole inputs and outputs, details of usage, the thread as session', () => {
    const span = derive({
      scope: 'langsmith',
      attributes: {
        ...common,
        'langsmith.span.kind': 'llm',
        'gen_ai.operation.name': 'chat',
        'gen_ai.system': 'langchain',
        'gen_ai.prompt': json({ messages: [{ role: 'user', content: 'hi' }] }),
        'gen_ai.completion': json({
          id: 'chatcmpl-1',
          choices: [{ index: 0, message: { role: 'assistant', content: 'yo' }, finish_reason: 'stop' }],
        }),
        'gen_ai.usage.input_tokens': 30,
        'gen_ai.usage.output_tokens': 12,
        'langsmith.usage_metadata': json({
          input_tokens: 30,
          output_tokens: 12,
          total_tokens: 42,
          input_token_details: { cache_read: 8 },
          output_token_details: { reasoning: 5 },
        }),
        'gen_ai.response.finish_reasons': 'stop',
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'langsmith',
      requestModel: 'gpt-5-mini',
      provider: 'openai',
      inputMessages: [user('hi')],
      outputMessages: [{ ...assistant('yo'), finish_reason: 'stop' }],
      finishReasons: ['stop'],
      usage: {
        inputTokens: 30,
        outputTokens: 12,
        cacheReadTokens: 8,
        reasoningTokens: 5,
        totalTokens: 42,
        convention: 'inclusive',
      },
      sessionId: 't_1',
      userId: 'u_1',
      tags: ['t1', 't2'],
      metadata: { revision_id: 'abc' },
    })
  })

  it('takes the run type before the operation name, which it misuses', () => {
    const retriever = derive({
      scope: 'langsmith',
      attributes: {
        'langsmith.span.kind': 'retriever',
        'gen_ai.operation.name': 'embeddings',
        'gen_ai.prompt': json({ query: 'refunds' }),
        'gen_ai.completion': json({
          outputs: [{ page_content: 'In 30 days.', type: 'Document', metadata: { page: 2 } }],
        }),
      },
    })
    expect(said(retriever)).toEqual({
      kind: 'retriever',
      producer: 'langsmith',
      query: 'refunds',
      documents: [{ content: 'In 30 days.', metadata: { page: 2 } }],
    })
    const chain = derive({
      scope: 'langsmith',
      attributes: { 'langsmith.span.kind': 'chain', 'gen_ai.operation.name': 'chain', 'gen_ai.prompt': json({ q: 1 }) },
    })
    expect(said(chain)).toEqual({ kind: 'chain', producer: 'langsmith', input: { q: 1 } })
  })

  it('reads messages that LangChain serialised', () => {
    const dump = (name: string, kwargs: object) => ({
      lc: 1,
      type: 'constructor',
      id: ['langchain', 'messages', name],
      kwargs,
    })
    const span = derive({
      scope: 'langsmith',
      attributes: {
        'langsmith.span.kind': 'llm',
        'gen_ai.prompt': json({
          messages: [[dump('SystemMessage', { content: 'Be brief.' }), dump('HumanMessage', { content: 'hi' })]],
        }),
        'gen_ai.completion': json({
          generations: [
            [
              {
                text: '',
                message: dump('AIMessage', { content: '', tool_calls: [{ id: 'c1', name: 'w', args: { city: 'X' } }] }),
              },
            ],
          ],
        }),
      },
    })
    expect(span.inputMessages).toEqual([system('Be brief.'), user('hi')])
    expect(span.outputMessages).toEqual([
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'w', arguments: { city: 'X' } }] },
    ])
  })
})
