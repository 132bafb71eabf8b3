import { describe, expect, it } from 'vitest'
import { define } from './__fixtures__/define.ts'
import { checkExamples, type EvaluatorExample } from './check-examples.ts'
import { evaluate } from './evaluate.ts'

const example = (name: string, must: 'pass' | 'fail', text: string): EvaluatorExample => ({
  name,
  must,
  subject: { output: { text } },
})
const examples = [
  example('promises a refund', 'fail', 'We will refund you'),
  example('names the policy', 'pass', 'Our policy gives no refunds'),
]
const check = (written: unknown, tried = examples) => {
  const definition = define(written)
  return checkExamples(
    tried,
    tried.map(({ subject }) => evaluate(definition, subject)),
  )
}

describe('an evaluator against its own examples', () => {
  it('may be attached when it fails what it must fail and passes what it must pass', () => {
    expect(check({ kind: 'contains', mode: 'all', values: ['policy'] })).toEqual({
      state: 'right',
      mayAttach: true,
      wrong: [],
      message: 'The evaluator gets its 2 examples right',
    })
  })

  it('may not while it gets one wrong, and is told which and why', () => {
    const checked = check({ kind: 'contains', mode: 'none', values: ['refund'] })
    expect(checked).toMatchObject({
      state: 'wrong',
      mayAttach: false,
      wrong: [{ name: 'names the policy', must: 'pass' }],
    })
    expect(checked.message).toBe(
      'The evaluator gets 1 of its 2 examples wrong: "names the policy" must pass and fails (The output contains "refund", which it must not)',
    )
  })

  it('may not while an example cannot be judged or was not run: that proves nothing', () => {
    expect(check({ kind: 'latency', maxMs: 100 })).toMatchObject({
      mayAttach: false,
      message: expect.stringContaining('must fail and could not be judged (The latency was not recorded)'),
    })
    expect(checkExamples(examples, [])).toMatchObject({
      mayAttach: false,
      message: expect.stringContaining('"promises a refund" was not run'),
    })
  })

  it('is unproven without an example of each kind, and the message says which is missing', () => {
    expect(checkExamples([], [])).toMatchObject({
      state: 'unproven',
      mayAttach: true,
      message: 'The evaluator has no example that it must fail, and none that it must pass',
    })
    const onlyPass = examples.filter(({ must }) => must === 'pass')
    expect(check({ kind: 'regex', pattern: '.' }, onlyPass)).toMatchObject({
      state: 'unproven',
      message: 'The evaluator has no example that it must fail',
    })
  })
})
