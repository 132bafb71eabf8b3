import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { examplesOf, newExample, readSubject } from './example-draft.ts'

describe('examples of an evaluator', () => {
  it('are saved in their order with names that are there and differ, whatever was typed', () => {
    const name = fc.oneof(
      fc.constantFrom('', ' ', 'a', 'a 1', 'must pass 1', 'must fail 1'),
      fc.string({ maxLength: 6 }),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.constantFrom('pass', 'fail'))), (typed) => {
        const saved = examplesOf(typed.map(([text, must]) => newExample(must, { output: { text } }, text)))
        expect(new Set(saved.map((example) => example.name)).size).toBe(typed.length)
        expect(saved.every((example) => example.name.trim() !== '')).toBe(true)
        expect(saved.map((example) => example.subject.output?.text)).toEqual(typed.map(([text]) => text))
      }),
    )
  })

  it('keep a name that someone wrote', () => {
    expect(
      examplesOf([newExample('pass', {}, ''), newExample('pass', {}, 'must pass 1')]).map(({ name }) => name),
    ).toEqual(['must pass 2', 'must pass 1'])
  })

  it('say what is wrong with a subject that is written as JSON', () => {
    expect(readSubject('{"output": {"text": "a"}}')).toEqual({ subject: { output: { text: 'a' } } })
    expect(readSubject('{')).toEqual({ problem: 'This is not JSON yet.' })
    expect(readSubject('{"latencyMs": -1}')).toHaveProperty('problem', expect.stringContaining('latencyMs'))
  })
})
