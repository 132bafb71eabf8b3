import { describe, expect, it } from 'vitest'
import { evaluate, evaluatorDefinitionSchema, readPromptfoo } from '../../index.ts'

const context = { who: 'Ada', at: '2026-03-01T12:00:00.000Z' }

function checksOf(assert: readonly object[], test: object = {}) {
  const [record] = [...readPromptfoo([{ vars: { city: 'Rome', names: 'a, b' }, assert, ...test }], context)]
  if (record?.kind !== 'row' || record.imported === undefined) throw new Error(JSON.stringify(record))
  return record.imported
}
const definitionOf = (assertion: object) => checksOf([assertion]).evaluators[0]?.definition

/** Of an evaluator that needs no sandbox and no model. */
const outcome = async (assertion: object, text: string) => {
  const definition = definitionOf(assertion)
  if (definition === undefined) throw new Error('it became no evaluator')
  return (await evaluate(definition, { output: { text }, latencyMs: 900, costUsd: 0.01 })).outcome
}

describe('an assertion of promptfoo', () => {
  it.each([
    [{ type: 'equals', value: 'Rome' }, 'Rome', 'Oslo'],
    [{ type: 'not-equals', value: 'R.me (it)' }, 'Rome (it)', 'R.me (it)'],
    [{ type: 'contains', value: '{{ city }}' }, 'in Rome', 'in Oslo'],
    [{ type: 'icontains', value: 'ROME' }, 'in rome', 'in Oslo'],
    [{ type: 'not-contains', value: 'Rome' }, 'in Oslo', 'in Rome'],
    [{ type: 'contains-any', value: ['Rome', 'Oslo'] }, 'Oslo', 'Paris'],
    [{ type: 'contains-all', value: ['Rome', 'Oslo'] }, 'Oslo, Rome', 'Oslo'],
    [{ type: 'not-icontains-any', value: ['rome', 'oslo'] }, 'Paris', 'OSLO'],
    [{ type: 'starts-with', value: 'Yes' }, 'Yes, it is', 'No, yes'],
    [{ type: 'not-starts-with', value: 'Yes.' }, 'Yes, it is', 'Yes. It is'],
    [{ type: 'regex', value: '\\d{3}' }, 'call 112', 'call me'],
    [{ type: 'not-regex', value: '\\d{3}' }, 'call me', 'call 112'],
    [{ type: 'is-json' }, '{"a":1}', 'a: 1'],
    [{ type: 'levenshtein', value: 'hello world', threshold: 2 }, 'hello wurld', 'goodbye'],
    [{ type: 'bleu', value: 'the cat sat on the mat', threshold: 0.5 }, 'the cat sat on the mat', 'a dog'],
    [{ type: 'rouge-n', value: 'the cat sat on the mat' }, 'the cat sat on the mat', 'a dog'],
    [{ type: 'word-count', value: { min: 2, max: 3 } }, 'two words', 'one'],
  ])('%j passes and fails as it does there', async (assertion, right, wrong) => {
    expect(await outcome(assertion, right)).toBe('pass')
    expect(await outcome(assertion, wrong)).toBe('fail')
  })

  it('on latency and cost has its limit', async () => {
    expect(await outcome({ type: 'latency', threshold: 1000 }, '')).toBe('pass')
    expect(await outcome({ type: 'latency', threshold: 800 }, '')).toBe('fail')
    expect(await outcome({ type: 'cost', threshold: 0.001 }, '')).toBe('fail')
  })

  it('that asks a model, or is code or a schema, becomes the evaluator of that kind', () => {
    expect(definitionOf({ type: 'llm-rubric', value: 'is polite', provider: 'openai:chat:gpt-4o' })).toMatchObject({
      kind: 'judge',
      model: { provider: 'openai', model: 'gpt-4o' },
      method: { criteria: [{ question: expect.stringContaining('is polite'), want: 'yes' }] },
    })
    expect(
      definitionOf({ type: 'similar', value: 'a', threshold: 0.8, provider: 'openai:embedding:small' }),
    ).toMatchObject({ method: 'embedding', minScore: 0.8, embedding: { provider: 'openai', model: 'small' } })
    expect(definitionOf({ type: 'javascript', value: 'output.length > 3', threshold: 0.5 })).toMatchObject({
      kind: 'code',
      source: expect.stringContaining('return (output.length > 3)'),
      minScore: 0.5,
    })
    expect(definitionOf({ type: 'is-json', value: { required: ['a'] } })).toMatchObject({ kind: 'json_schema' })
  })

  it.each([
    [{ type: 'is-sql' }, 'there is no evaluator'],
    [{ type: 'llm-rubric', value: 'is polite' }, 'name one in `provider`'],
    [{ type: 'not-cost', threshold: 1 }, 'opposite'],
    [{ type: 'javascript', value: 'file://check.js' }, 'kept elsewhere'],
    [{ type: 'contains', value: '{{ nobody }}' }, 'template'],
    [{ type: 'regex', value: '(' }, 'cannot be searched'],
    [{ type: 'contains' }, 'no value'],
  ])('%j is none of ours, and says why', (assertion, reason) => {
    expect(checksOf([assertion])).toMatchObject({
      evaluators: [],
      unfit: [{ type: assertion.type, reason: expect.stringContaining(reason) }],
    })
  })

  it('counts by its weight where the test has a threshold, or its set has one', () => {
    const assert = [
      { type: 'contains', value: 'a', weight: 3 },
      { type: 'contains', value: 'b' },
      { type: 'cost', threshold: 1, weight: 0 },
    ]
    expect(checksOf(assert, { threshold: 0.7 }).evaluators).toMatchObject([
      { definition: { kind: 'combine', mode: 'weighted', minScore: 0.7, parts: [{ weight: 3 }, { weight: 1 }] } },
    ])
    expect(checksOf([{ type: 'assert-set', threshold: 0.5, assert }]).evaluators).toMatchObject([
      { definition: { kind: 'combine', mode: 'weighted', minScore: 0.5 } },
    ])
    expect(checksOf(assert).evaluators).toHaveLength(2)
    // A mean without one of its parts would be another check.
    const incomplete = checksOf([...assert, { type: 'is-sql' }], { threshold: 0.7 })
    expect(incomplete.evaluators).toEqual([])
    expect(incomplete.unfit.map(({ type }) => type)).toEqual(['is-sql', 'threshold'])
    for (const { definition } of checksOf(assert, { threshold: 0.7 }).evaluators) {
      expect(evaluatorDefinitionSchema.parse(definition)).toEqual(definition)
    }
  })
})
