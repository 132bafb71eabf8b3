import { describe, expect, it } from 'vitest'
import { assistant, derive, json, said, text, user } from '../__fixtures__/sent-span.ts'

const kind = (name: string) => ({ 'openinference.span.kind': name })

describe('OpenInference', () => {
  it('reads ordered contents: thoughts, tool uses, audio, images by address', () => {
    const at = 'llm.output_messages.0.message'
    const span = derive({
      attributes: {
        ...kind('LLM'),
        [`${at}.role`]: 'assistant',
        [`${at}.contents.0.message_content.type`]: 'reasoning',
        [`${at}.contents.0.message_content.text`]: 'Hm.',
        [`${at}.contents.1.message_content.type`]: 'tool_use',
        [`${at}.contents.1.message_content.tool_call.id`]: 'c1',
        [`${at}.contents.1.message_content.tool_call.function.name`]: 'w',
        [`${at}.contents.1.message_content.tool_call.function.arguments`]: '{"city":"X"}',
        [`${at}.contents.2.message_content.audio.audio.url`]: 'data:audio/wav;base64,AAAA',
        [`${at}.contents.3.message_content.image.image.url`]: 'https://x.test/a.png',
      },
    })
    expect(span.outputMessages).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'Hm.' },
          { type: 'tool_call', id: 'c1', name: 'w', arguments: { city: 'X' } },
          { type: 'blob', modality: 'audio', mime_type: 'audio/wav', content: 'AAAA' },
          { type: 'uri', modality: 'image', uri: 'https://x.test/a.png' },
        ],
      },
    ])
  })

  it('keeps the order of indices, with holes, whatever the order of arrival', () => {
    const span = derive({
      attributes: {
        ...kind('LLM'),
        'llm.input_messages.10.message.content': 'third',
        'llm.input_messages.9.message.content': 'second',
        'llm.input_messages.2.message.content': 'first',
      },
    })
    expect(span.inputMessages).toEqual([user('first'), user('second'), user('third')])
  })

  it('leaves indices above the cap and hostile keys to the raw attributes', () => {
    const span = derive({
      attributes: {
        ...kind('LLM'),
        'llm.input_messages.10001.message.content': 'too far',
        'llm.input_messages.99999999999999999999.message.content': 'further',
        'llm.input_messages.0.__proto__.polluted': 'x',
        'llm.input_messages.__proto__.message.content': 'x',
        'llm.input_messages.constructor.prototype.content': 'x',
        'llm.input_messages.0.message.content': 'hi',
        metadata: '{"__proto__":{"polluted":1}}',
        'langfuse.trace.metadata.__proto__': 'x',
      },
    })
    expect(span.inputMessages).toEqual([user('hi')])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(Object.hasOwn(span.metadata, '__proto__')).toBe(true)
    expect(Object.getPrototypeOf(span.metadata)).toBe(Object.prototype)
  })

  it('falls back to the whole request and answer where there are no messages', () => {
    const span = derive({
      attributes: {
        ...kind('LLM'),
        'input.value': json({
          model: 'm',
          messages: [{ role: 'user', content: 'hi' }],
          tools: [{ name: 'w', input_schema: {} }],
        }),
        'output.value': json({
          type: 'message',
          role: 'assistant',
          content: [{ type: 'text', text: 'yo' }],
          stop_reason: 'end_turn',
        }),
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'openinference',
      inputMessages: [user('hi')],
      outputMessages: [{ ...assistant('yo'), finish_reason: 'stop' }],
      toolDefinitions: [{ type: 'function', name: 'w', parameters: {} }],
      finishReasons: ['stop'],
    })
  })

  it('reads a retriever, a reranker and an embedding', () => {
    const retriever = derive({
      attributes: {
        ...kind('RETRIEVER'),
        'input.value': 'refunds',
        'retrieval.documents.0.document.id': 'd1',
        'retrieval.documents.0.document.content': 'In 30 days.',
        'retrieval.documents.0.document.score': 0.9,
        'retrieval.documents.0.document.metadata': '{"page":2}',
        'output.value': json({ documents: ['In 30 days.'] }),
      },
    })
    expect(said(retriever)).toEqual({
      kind: 'retriever',
      producer: 'openinference',
      query: 'refunds',
      documents: [{ id: 'd1', content: 'In 30 days.', score: 0.9, metadata: { page: 2 } }],
    })
    const reranker = derive({
      attributes: {
        ...kind('RERANKER'),
        'reranker.query': 'refunds',
        'reranker.model_name': 'rr-1',
        'reranker.input_documents.0.document.content': 'a',
        'reranker.input_documents.1.document.content': 'b',
        'reranker.output_documents.0.document.content': 'b',
        'reranker.output_documents.0.document.score': 0.7,
      },
    })
    expect(said(reranker)).toEqual({
      kind: 'reranker',
      producer: 'openinference',
      requestModel: 'rr-1',
      query: 'refunds',
      input: [{ content: 'a' }, { content: 'b' }],
      documents: [{ content: 'b', score: 0.7 }],
    })
    const embedding = derive({
      attributes: {
        ...kind('EMBEDDING'),
        'embedding.embeddings.0.embedding.text': 'a',
        'embedding.embeddings.0.embedding.vector': [0.1, 0.2],
        'embedding.embeddings.1.embedding.text': 'b',
        'output.value': '[[0.1,0.2]]',
      },
    })
    expect(said(embedding)).toEqual({ kind: 'embedding', producer: 'openinference', input: ['a', 'b'] })
  })

  it('reads costs, session, user, tags, metadata and prompt', () => {
    const span = derive({
      attributes: {
        ...kind('CHAIN'),
        'llm.cost.prompt': 0.1,
        'llm.cost.completion': 0.2,
        'llm.cost.total': 0.3,
        'session.id': 's_1',
        'user.id': 'u_1',
        'tag.tags': ['a', 'b'],
        metadata: '{"plan":"pro"}',
        'prompt.id': 'greet',
        'llm.prompt_template.version': 'v2',
      },
    })
    expect(said(span)).toEqual({
      kind: 'chain',
      producer: 'openinference',
      cost: { totalUsd: 0.3, inputUsd: 0.1, outputUsd: 0.2, source: 'reported' },
      sessionId: 's_1',
      userId: 'u_1',
      tags: ['a', 'b'],
      metadata: { plan: 'pro' },
      promptName: 'greet',
      promptVersion: 'v2',
    })
  })

  it('takes the user of the metadata for the user, unless an attribute of its own names one', () => {
    const metadata = '{"user_id":"ada","plan":"pro"}'
    const users = [{ metadata }, { metadata, 'user.id': 'bob' }, { metadata: '{"user_id":{"no":"text"}}' }].map(
      (attributes) => derive({ attributes: { ...kind('CHAIN'), ...attributes } }),
    )
    expect(users.map(({ userId }) => userId)).toEqual(['ada', 'bob', undefined])
    expect(users[0]?.metadata).toEqual({ user_id: 'ada', plan: 'pro' })
    expect(derive({ attributes: { metadata } }).userId).toBeUndefined()
  })

  it('reads completions without roles and legacy function calls', () => {
    const span = derive({
      attributes: {
        ...kind('llm'),
        'llm.prompts.0.prompt.text': 'Once',
        'llm.choices.0.completion.text': 'upon',
        'llm.input_messages': 'not a list',
      },
    })
    expect(span.inputMessages).toEqual([user('Once')])
    expect(span.outputMessages).toEqual([assistant('upon')])
    const legacy = derive({
      attributes: {
        ...kind('LLM'),
        'llm.output_messages.0.message.role': 'assistant',
        'llm.output_messages.0.message.function_call_name': 'w',
        'llm.output_messages.0.message.function_call_arguments_json': '{"a":1}',
      },
    })
    expect(legacy.outputMessages[0]?.parts).toEqual([{ type: 'tool_call', name: 'w', arguments: { a: 1 } }])
  })

  it('an OpenAI agent: handoff as a tool, guardrail as a chain, agent with plain input', () => {
    const scope = 'openinference.instrumentation.openai_agents'
    const agent = derive({
      scope,
      attributes: { ...kind('AGENT'), 'graph.node.id': 'a', 'input.value': 'hi', 'output.value': 'yo' },
    })
    expect(said(agent)).toEqual({ kind: 'agent', producer: 'openinference', input: 'hi', output: 'yo' })
    const handoff = derive({
      scope,
      name: 'handoff to Billing',
      attributes: { ...kind('TOOL'), 'input.value': 'Triage', 'output.value': 'Billing' },
    })
    expect(handoff.tool).toEqual({ name: 'handoff to Billing', arguments: 'Triage', result: 'Billing' })
  })

  it('turns annotations and evaluations into scores, about the span or wider', () => {
    const span = derive({
      attributes: {
        ...kind('CHAIN'),
        'annotations.0.annotation.name': 'correctness',
        'annotations.0.annotation.score': 1,
        'annotations.0.annotation.label': 'pass',
        'annotations.0.annotation.explanation': 'matches',
        'annotations.0.annotation.annotator_kind': 'HUMAN',
        'evaluations.3.evaluation.name': 'tone',
        'evaluations.3.evaluation.label': 'rude',
        'evaluations.3.evaluation.annotator_kind': 'LLM',
        'trace.annotations.0.annotation.name': 'solved',
        'trace.annotations.0.annotation.score': 0,
        'session.evaluations.0.evaluation.name': 'csat',
        'session.evaluations.0.evaluation.score': 4.5,
        'annotations.1.annotation.label': 'nameless',
      },
    })
    expect(span.scores).toEqual([
      {
        name: 'correctness',
        value: 1,
        label: 'pass',
        outcome: 'pass',
        explanation: 'matches',
        source: 'human',
        target: 'span',
      },
      { name: 'tone', label: 'rude', outcome: 'unknown', source: 'llm', target: 'span' },
      { name: 'solved', value: 0, outcome: 'unknown', source: 'code', target: 'trace' },
      { name: 'csat', value: 4.5, outcome: 'unknown', source: 'code', target: 'session' },
    ])
  })

  it('aims the annotations of a carrier span at the one span it links to', () => {
    const target = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }
    const attributes = { 'annotations.0.annotation.name': 'ok', 'annotations.0.annotation.label': 'fail' }
    expect(derive({ attributes, links: [target] }).scores).toEqual([
      {
        name: 'ok',
        label: 'fail',
        outcome: 'fail',
        source: 'code',
        target: 'span',
        targetTraceId: target.traceId,
        targetSpanId: target.spanId,
      },
    ])
    const ambiguous = derive({ attributes, links: [target, target] })
    expect(ambiguous.scores[0]).not.toHaveProperty('targetSpanId')
  })

  it('hidden values are no content, and the switch is named', () => {
    const span = derive({
      attributes: {
        ...kind('LLM'),
        'input.value': '__REDACTED__',
        'llm.input_messages.0.message.content': '__REDACTED__',
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'openinference',
      missingContent: {
        producer: 'openinference',
        setting: 'OPENINFERENCE_HIDE_INPUTS=false OPENINFERENCE_HIDE_OUTPUTS=false',
      },
    })
  })

  it('keeps a text that only looks like JSON as text', () => {
    const cut = '{"messages":[{"role":"user","content":"a long que'
    const span = derive({ attributes: { ...kind('CHAIN'), 'input.value': cut, 'output.value': '{not json}' } })
    expect(span.input).toBe(cut)
    expect(span.output).toBe('{not json}')
    const llm = derive({ attributes: { ...kind('LLM'), 'input.value': cut } })
    expect(llm.inputMessages).toEqual([{ role: 'user', parts: [text(cut)] }])
  })
})
