import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readInput, readOutput } from './read-subject.ts'

const hello = { role: 'user', parts: [{ type: 'text', content: 'Hello' }] } as const

describe('the input of a subject', () => {
  it('is read as variables and messages where it has that form', () => {
    expect(readInput({ variables: { name: 'Ada' }, messages: [hello] })).toEqual({
      variables: { name: 'Ada' },
      messages: [hello],
      value: undefined,
    })
    expect(readInput([hello]).messages).toEqual([hello])
    expect(readInput({ variables: {}, messages: [hello] }).variables).toBeUndefined()
  })

  it.each([
    ['text'],
    [{ question: 'a' }],
    [{ messages: ['no message'] }],
    [[1, 2]],
    [{ variables: {}, messages: [], more: 1 }],
  ])('is shown whole where it has another: %j', (input) => {
    expect(readInput(input)).toEqual({ variables: undefined, messages: [], value: input })
  })

  it('never fails, whatever JSON it is', () => {
    fc.assert(fc.property(fc.jsonValue(), (input) => void readInput(input as never)))
  })
})

describe('the output of a subject', () => {
  it('is a message also where it is only a text', () => {
    expect(readOutput({ output: { text: 'Yes' } }).messages).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'Yes' }] },
    ])
    expect(readOutput({ output: { json: { a: 1 } } })).toEqual({ messages: [], value: { a: 1 } })
    expect(readOutput({})).toEqual({ messages: [], value: undefined })
  })
})
