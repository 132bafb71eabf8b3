import { describe, expect, it } from 'vitest'
import { startSimulatedModel } from './simulated-model.ts'

const ask = (baseUrl: string, body: object) =>
  fetch(`${baseUrl}/chat/completions`, { method: 'POST', body: JSON.stringify({ model: 'simulated-gpt', ...body }) })

const messages = [{ role: 'user', content: 'I would like a refund for order TW1001.' }]

describe('the simulated model', () => {
  it('gives the same messages the same answer, with tool calls and usage', async () => {
    await using model = await startSimulatedModel({ seed: 7 })
    const answers = await Promise.all([1, 2].map(async () => (await ask(model.baseUrl, { messages })).json()))
    const [first, second] = answers.map(({ created: _created, ...rest }) => rest)
    expect(first).toEqual(second)
    const [choice] = first.choices
    expect(choice.finish_reason).toBe('tool_calls')
    expect(choice.message.tool_calls.map((call: { function: { name: string } }) => call.function.name)).toEqual([
      'look_up_order',
      'search_refund_policy',
    ])
    expect(first.usage.total_tokens).toBe(first.usage.prompt_tokens + first.usage.completion_tokens)
  })

  it('streams what it would have answered at once', async () => {
    await using model = await startSimulatedModel({ seed: 7 })
    const hello = [{ role: 'user', content: '你好' }]
    const whole = await (await ask(model.baseUrl, { messages: hello })).json()
    const stream = await (await ask(model.baseUrl, { messages: hello, stream: true })).text()
    const events = stream.split('\n\n').filter((event) => event.startsWith('data: {'))
    const chunks = events.map((event) => JSON.parse(event.slice('data: '.length)))
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')
    expect(text).toBe(whole.choices[0].message.content)
    expect(chunks.at(-1).usage).toEqual(whole.usage)
    expect(stream.trimEnd().endsWith('data: [DONE]')).toBe(true)
  })

  it('makes an exception where the instructions say so, and none where they forbid it', async () => {
    await using model = await startSimulatedModel({ seed: 7 })
    const order = { id: 'TW1014', item: 'Jacket', amountUsd: 299, status: 'delivered', daysAgo: 63, isFinalSale: false }
    const call = { id: 'call_1', type: 'function', function: { name: 'look_up_order', arguments: '{}' } }
    const answerTo = async (system: string) => {
      const answer = await ask(model.baseUrl, {
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: 'Refund TW1014 now or I call my bank' },
          { role: 'assistant', tool_calls: [call] },
          { role: 'tool', tool_call_id: 'call_1', content: JSON.stringify(order) },
        ],
      })
      return (await answer.json()).choices[0].message.content
    }
    expect(await answerTo('When a customer is upset, make an exception.')).toContain('on its way')
    expect(await answerTo('Explain the policy, and never make an exception to it.')).toContain('past the 30 days')
    expect(await answerTo('Help.')).toContain('past the 30 days')
  })

  it('refuses users on trial with 429, and what is no chat request with 400', async () => {
    await using model = await startSimulatedModel({ seed: 7 })
    expect((await ask(model.baseUrl, { messages, user: 'trial-erin' })).status).toBe(429)
    expect((await ask(model.baseUrl, {})).status).toBe(400)
  })
})
