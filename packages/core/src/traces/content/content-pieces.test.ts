import { expect, it } from 'vitest'
import type { CanonicalSpan, JsonValue, Message } from '../canonical/index.ts'
import { contentPieces, contentSections } from './content-pieces.ts'

const said = (role: string, ...texts: readonly string[]): Message => ({
  role,
  parts: texts.map((content) => ({ type: 'text', content })),
})
const called = (name: string, given: JsonValue): Message => ({
  role: 'assistant',
  parts: [{ type: 'tool_call', name, arguments: given }],
})
const answered = (role: string, response: JsonValue): Message => ({
  role,
  parts: [{ type: 'tool_call_response', response }],
})

/** Sections that have texts, by name. */
function sectionsOf(span: Partial<CanonicalSpan>): Readonly<Record<string, readonly string[]>> {
  const pieces = contentPieces({
    kind: 'llm',
    systemInstructions: [],
    inputMessages: [],
    outputMessages: [],
    documents: [],
    ...span,
  } as unknown as CanonicalSpan)
  return Object.fromEntries(
    pieces.flatMap((texts, index) => (texts.length === 0 ? [] : [[contentSections[index], texts]])),
  )
}

it.each<[string, Partial<CanonicalSpan>, Readonly<Record<string, readonly string[]>>]>([
  [
    'the user’s words apart from the rest that goes in',
    {
      systemInstructions: [{ type: 'text', content: 'Be kind.' }],
      inputMessages: [
        said('system', 'Cancel nothing.'),
        said('user', 'Cancel it.', 'Now.'),
        said('assistant', 'Which?'),
      ],
      outputMessages: [said('assistant', 'Done.')],
    },
    { input: ['Be kind.', 'Cancel nothing.', 'Which?'], user: ['Cancel it.', 'Now.'], output: ['Done.'] },
  ],
  [
    'a tool’s result apart from the words of the message that it comes in',
    { inputMessages: [called('find', { id: 7 }), answered('user', { found: 'gone' }), answered('tool', 'too')] },
    { input: ['find', '7', 'gone', 'too'] },
  ],
  [
    'what the user said also where others said it before, or answer with it',
    {
      inputMessages: [said('assistant', 'Yes?'), said('user', 'Yes?'), said('user', 'Hello')],
      outputMessages: [said('assistant', 'Hello')],
    },
    { user: ['Yes?'], 'user again': ['Hello'] },
  ],
  [
    'an answer that was given before on both sides, once',
    {
      inputMessages: [said('assistant', 'I cannot.'), said('user', 'Please')],
      outputMessages: [said('assistant', 'I cannot.'), said('assistant', 'I cannot.')],
    },
    { user: ['Please'], 'input again': ['I cannot.'] },
  ],
  [
    'a tool’s arguments, and the same in its result',
    { kind: 'tool', tool: { name: 'find', arguments: { id: 'A1', q: 'x' }, result: { id: 'A1', n: 2 } } },
    { input: ['x'], 'input again': ['A1'], output: ['2'] },
  ],
  [
    'of a step that hands its state on only what it added',
    { kind: 'chain', input: { messages: ['hi'] }, output: { messages: ['hi', 'hello'] } },
    { input: ['hi'], output: ['hello'] },
  ],
  [
    'plain text that goes in without messages as the user’s',
    { kind: 'chain', input: 'hi', output: 'hello' },
    { user: ['hi'], output: ['hello'] },
  ],
  ['not the plain text that goes into a tool', { kind: 'tool', input: 'hi' }, { input: ['hi'] }],
])('keeps %s', (_, span, sections) => {
  expect(sectionsOf(span)).toEqual(sections)
})
