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

  it('refuses users on trial with 429, and what is no chat request with 400', async () => {
    await using model = await startSimulatedModel({ seed: 7 })
    expect((await ask(model.baseUrl, { messages, user: 'trial-erin' })).status).toBe(429)
    expect((await ask(model.baseUrl, {})).status).toBe(400)
  })
})
