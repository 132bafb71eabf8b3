import fc from 'fast-check'
import { arbitraryJson } from '../../testing/arbitrary-json.ts'
import type { JsonValue } from '../../traces/index.ts'
import { type PromptContent, type PromptMessage, promptContentSchema } from '../content/prompt-content.ts'

const name = fc.constantFrom('order', 'city', 'look_up', 'résumé', 'a-b')

/** Texts that templates, YAML and diffs may stumble over. */
export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'You are helpful.',
    'You are very helpful.\nAnswer {{city}}.\n',
    '{{order}}',
    '\\{{order}} and \\\\{{city}}',
    ' leading\n\n  indented: yes # no\n',
    'yes',
    '12',
    '',
    '- a\n- b',
    'tab\there "quoted" \'single\'',
    '退款政策',
  ),
  fc.array(fc.constantFrom('{', '}', '\\', '{{a}}', ' ', 'word', '\n', ':', '#', '\t'), { maxLength: 12 }).map((parts) =>
    parts.join(''),
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.array(fc.constantFrom(' ', '\n', '\r', '\t', 'a', '\u0085', '\u2028', '\ud800', '\ufeff', '\0'), { maxLength: 8 }).map((parts) =>
    parts.join(''),
  ),
)

const json = fc.oneof(
  arbitraryJson(),
  fc.constantFrom<JsonValue>({ city: '{{city}}' }, { type: 'object', properties: { b: {}, a: { type: 'string' } } }),
)
const jsonObject = fc.dictionary(fc.constantFrom('type', 'properties', 'a b', 'x'), json, { maxKeys: 3 })

const part = fc.oneof(
  { weight: 4, arbitrary: arbitraryText.map((content) => ({ type: 'text' as const, content })) },
  fc.record({ type: fc.constant('uri' as const), modality: fc.constant('image'), uri: arbitraryText }),
  fc.record({ type: fc.constant('blob' as const), modality: fc.constant('image'), content: fc.base64String() }),
  fc.record({ type: fc.constant('tool_call' as const), name, arguments: json }, { requiredKeys: ['type', 'name'] }),
  fc.record({ type: fc.constant('tool_call_response' as const), id: name, response: json }),
)

const arbitraryTextMessage: fc.Arbitrary<PromptMessage> = fc.record({
  role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const),
  parts: arbitraryText.map((content) => [{ type: 'text' as const, content }]),
})

const anyMessage: fc.Arbitrary<PromptMessage> = fc.record(
  {
    role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const, 'tool' as const),
    name,
    parts: fc.array(part, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ['role', 'parts'] },
)

const tools = fc.uniqueArray(
  fc.record(
    { type: fc.constant('function'), name, description: arbitraryText, parameters: jsonObject },
    { requiredKeys: ['type', 'name'] },
  ),
  { selector: (tool) => tool.name, maxLength: 3 },
)

const parameters = fc.record(
  {
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    max_tokens: fc.integer({ min: 1, max: 100_000 }),
    top_p: fc.constantFrom(0, 0.5, 1),
    stop_sequences: fc.array(arbitraryText, { maxLength: 2 }),
    tool_choice: json,
  },
  { requiredKeys: [] },
)

const responseFormat = fc.oneof(
  fc.constant({ type: 'json_object' as const }),
  fc.record(
    { type: fc.constant('json_schema' as const), name, strict: fc.boolean(), schema: jsonObject },
    { requiredKeys: ['type', 'name', 'schema'] },
  ),
)

const model = fc.constantFrom('openai/gpt-4o-mini', 'claude-sonnet-4', 'local:8b')

const contentWith = (message: fc.Arbitrary<PromptMessage>): fc.Arbitrary<PromptContent> =>
  fc
    .record(
      { messages: fc.array(message, { minLength: 1, maxLength: 5 }), model, parameters, tools, responseFormat },
      { requiredKeys: ['messages', 'model', 'parameters', 'tools'] },
    )
    .map((content) => promptContentSchema.parse(content))

export const arbitraryContent = contentWith(anyMessage)
/** What every form of file can hold: messages of one text each. */
export const arbitraryTextContent = contentWith(arbitraryTextMessage)
