import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  AppError,
  type JsonValue,
  type Message,
  type PromptContent,
  promptContentSchema,
  renderPrompt,
} from '@pawl/core'
import { type ChatMessage, createPawlClient, PawlError } from '@pawl/sdk'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// The SDK has no dependencies, so it has a renderer of its own; core's is the law.

const names = ['a', 'b', 'history', '名前', 'user.name', 'order-id'] as const
const braces = fc
  .array(
    fc.constantFrom(
      '{',
      '}',
      '\\',
      '{{a}}',
      '{{ b\t}}',
      '{{history}}',
      '\\{{a}}',
      '{{名前}}',
      '{{user.name}}',
      '{{a b}}',
      '{{__proto__}}',
      ' ',
      'word',
      '\n',
      'é',
      '"',
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''))
const text = fc.oneof(
  braces,
  fc.constantFrom('{{a}}', ' {{history}}\n', '{{order-id}}'),
  fc.string({ unit: 'binary', maxLength: 10 }),
)

const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(
        fc.constantFrom('type', 'role'),
        fc.string({ maxLength: 4 }).filter((key) => key !== '__proto__'),
      ),
      tie('value'),
      {
        maxKeys: 3,
      },
    ),
  ),
})).value

const ownPart = fc.oneof(
  { weight: 4, arbitrary: text.map((content) => ({ type: 'text' as const, content })) },
  text.map((uri) => ({ type: 'uri' as const, modality: 'image', uri })),
  fc.constant({ type: 'blob' as const, modality: 'image', content: 'e3thfX0=' }),
  fc.record(
    { type: fc.constant('tool_call' as const), name: fc.constant('look_up'), arguments: json },
    { requiredKeys: ['type', 'name'] },
  ),
  json.map((response) => ({ type: 'tool_call_response' as const, id: 'c1', response })),
)
const role = fc.constantFrom('system' as const, 'user' as const, 'assistant' as const, 'tool' as const)
const ownMessage = fc.oneof(
  text.map((content) => ({ role: 'user' as const, parts: [{ type: 'text' as const, content }] })),
  fc.record(
    { role, name: fc.constant('Ada'), parts: fc.array(ownPart, { minLength: 1, maxLength: 3 }) },
    { requiredKeys: ['role', 'parts'] },
  ),
)
const content = fc
  .array(ownMessage, { maxLength: 4 })
  .map((messages): PromptContent => promptContentSchema.parse({ model: 'm', messages }))

// As OpenAI's chat completions have them: what the SDK reads of the forms that core reads.
const said = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
const toolText = fc.oneof(
  said,
  json.map((value) => JSON.stringify(value)),
  json.map((value) => JSON.stringify(JSON.stringify(value))),
  fc.constantFrom('', '{"cut', ' [1] ', '12', 'true'),
)
const chatMessage: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.record({ role: fc.constantFrom('system', 'user', 'assistant', 'developer'), content: said }),
  fc.record(
    {
      role: fc.constant('user'),
      content: fc.array(
        said.map((each) => ({ type: 'text', text: each })),
        { minLength: 1, maxLength: 3 },
      ),
      name: fc.constant('Ada'),
    },
    { requiredKeys: ['role', 'content'] },
  ),
  fc.record({
    role: fc.constant('assistant'),
    content: fc.option(said),
    tool_calls: fc.array(
      toolText.map((given) => ({ id: 'c1', type: 'function', function: { name: 'look_up', arguments: given } })),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  fc.record({ role: fc.constant('tool'), tool_call_id: fc.constant('c1'), content: toolText }),
)
const ownForm: fc.Arbitrary<JsonValue> = ownMessage as fc.Arbitrary<JsonValue>
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  json,
  fc.array(fc.oneof(chatMessage, ownForm), { maxLength: 3 }),
  fc.array(ownPart as fc.Arbitrary<JsonValue>, { maxLength: 2 }),
)
const variables = fc.record(Object.fromEntries(names.map((name) => [name, value])), {
  requiredKeys: ['history', '名前', 'user.name', 'order-id'],
}) as fc.Arbitrary<{ [name: string]: JsonValue }>
const following = fc.array(ownMessage as fc.Arbitrary<Message>, { maxLength: 2 })

/** What is said instead of messages, by either. */
const codes: Readonly<Record<string, RegExp>> = {
  missing_variable: /the row does not give/,
  no_messages: /nothing to send/,
  unreadable_message: /no content that can be read/,
}

describe('a prompt rendered by the SDK', () => {
  let deployed: unknown
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(deployed))
  })
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
  afterAll(() => {
    server.close()
    server.closeAllConnections()
  })

  it('is what the server would send to the model, or is refused for the same reason', async () => {
    const seen = { rendered: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(content, variables, following, async (given, values, messages) => {
        deployed = {
          prompt: 'p',
          environment: 'e',
          id: 'i',
          number: 1,
          since: '',
          isUnprotected: false,
          content: given,
        }
        // Both see what JSON can carry.
        const input = JSON.parse(JSON.stringify({ variables: values, messages })) as {
          variables: typeof values
          messages: (Message & ChatMessage)[]
        }
        const pawl = createPawlClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
        const stored = promptContentSchema.parse(JSON.parse(JSON.stringify(given)))
        try {
          const expected = renderPrompt(stored, input)
          const { messages: sent, unusedVariables } = await pawl.getPrompt('p', input)
          expect({ messages: sent, unusedVariables }).toEqual(expected)
          seen.rendered++
        } catch (error) {
          if (!AppError.isInstance(error)) throw error
          const refusal: unknown = await pawl.getPrompt('p', input).catch((reason: unknown) => reason)
          if (!PawlError.isInstance(refusal)) throw new Error(`core refused: ${error.message}`)
          expect(error.message).toMatch(codes[refusal.code] ?? refusal.code)
          seen.refused++
        }
      }),
      { numRuns: 3000 },
    )
    expect(seen.rendered).toBeGreaterThan(500)
    expect(seen.refused).toBeGreaterThan(50)
  })
})
