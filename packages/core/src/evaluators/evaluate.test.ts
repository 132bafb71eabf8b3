import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryJson } from '../testing/arbitrary-json.ts'
import { define } from './__fixtures__/define.ts'
import { type EvaluationMeans, evaluate } from './evaluate.ts'
import { type EvaluationSubject, evaluationSubjectSchema } from './evaluation-subject.ts'
import { outsideParts } from './outside-parts.ts'

const text = (output: string, rest: Partial<EvaluationSubject> = {}): EvaluationSubject => ({
  output: { text: output },
  ...rest,
})
const wanting = (output: string, expected: string | number | object) =>
  text(output, { expected: { output: expected as never } })
const judge = (written: unknown, subject: EvaluationSubject, means?: EvaluationMeans) =>
  evaluate(define(written), subject, means)

describe('text', () => {
  it.each([
    [{ kind: 'equals', expected: 'Yes' }, ' Yes\n', 'pass'],
    [{ kind: 'equals', expected: 'Yes', whitespace: 'exact' }, ' Yes\n', 'fail'],
    [{ kind: 'equals', expected: 'a b', whitespace: 'collapse' }, 'a \n\t b', 'pass'],
    [{ kind: 'equals', expected: 'YES', ignoreCase: true }, 'yes', 'pass'],
    [{ kind: 'equals', expected: { a: [1, 2] } }, '{ "a": [1, 2.0] }', 'pass'],
    [{ kind: 'equals', expected: { a: [1, 2] } }, '{ "a": [2, 1] }', 'fail'],
    [{ kind: 'contains', mode: 'all', values: ['refund', 'sorry'] }, 'refund, sorry', 'pass'],
    [{ kind: 'contains', mode: 'all', values: ['refund', 'sorry'] }, 'refund', 'fail'],
    [{ kind: 'contains', mode: 'any', values: ['refund', 'sorry'] }, 'refund', 'pass'],
    [{ kind: 'contains', mode: 'none', values: ['refund', 'sorry'] }, 'no', 'pass'],
    [{ kind: 'contains', mode: 'none', values: ['REFUND'], ignoreCase: true }, 'refund', 'fail'],
    [{ kind: 'starts_with', value: 'Dear' }, '\nDear Ann', 'pass'],
    [{ kind: 'ends_with', value: '.' }, 'Done. ', 'pass'],
    [{ kind: 'ends_with', value: '.' }, 'Done!', 'fail'],
    [{ kind: 'regex', pattern: '^\\d+$', multiline: true }, 'a\n12\nb', 'pass'],
    [{ kind: 'regex', pattern: 'sorry', expect: 'no_match', ignoreCase: true }, 'Sorry!', 'fail'],
    [{ kind: 'length', unit: 'words', max: 4 }, "Don't panic, it's over-engineered", 'pass'],
    [{ kind: 'length', unit: 'words', max: 3 }, "Don't panic, it's over-engineered", 'fail'],
    [{ kind: 'length', unit: 'words', min: 2 }, '今日は天気', 'pass'],
    [{ kind: 'length', unit: 'characters', min: 2, max: 2 }, '😀é', 'pass'],
  ])('%j of %j: %s', (written, output, outcome) => {
    expect(judge(written, text(output)).outcome).toBe(outcome)
  })

  it('is compared with the row’s expected output where the evaluator names none', () => {
    expect(judge({ kind: 'equals' }, wanting('Paris', 'Paris')).outcome).toBe('pass')
    expect(judge({ kind: 'equals' }, text('Paris'))).toMatchObject({
      outcome: 'unknown',
      score: null,
      reason: expect.stringContaining('Nothing to compare with'),
    })
  })

  it('says where a long output begins to differ', () => {
    const { reason } = judge({ kind: 'equals', expected: `${'x'.repeat(50)}right` }, text(`${'x'.repeat(50)}wrong`))
    expect(reason).toBe('The output differs from character 51 on: "xxxxxxxxxxwrong" instead of "xxxxxxxxxxright"')
  })

  it('scores similarity and passes it from its minimum on', () => {
    const written = { kind: 'similarity', method: 'levenshtein', minScore: 0.5 }
    expect(judge(written, wanting('sitting', 'kitten'))).toMatchObject({ score: 1 - 3 / 7, outcome: 'pass' })
    expect(judge({ ...written, minScore: 0.6 }, wanting('sitting', 'kitten')).outcome).toBe('fail')
    expect(judge({ ...written, ignoreCase: true, minScore: 1 }, wanting('KITTEN', 'kitten')).outcome).toBe('pass')
    expect(
      judge(
        { kind: 'similarity', method: 'rouge_l', minScore: 0.75 },
        wanting('police kill the gunman', 'police killed the gunman'),
      ).outcome,
    ).toBe('pass')
    expect(judge(written, wanting('ab'.repeat(3000), 'cd'.repeat(3000)))).toMatchObject({
      outcome: 'unknown',
      score: null,
    })
  })

  it('with a pattern made to hang ends, and is judged', () => {
    const startedMs = performance.now()
    expect(judge({ kind: 'regex', pattern: '^(a+)+$' }, text(`${'a'.repeat(100_000)}!`)).outcome).toBe('fail')
    expect(performance.now() - startedMs).toBeLessThan(20_000)
  })
})

describe('JSON', () => {
  it('is valid or not, and a code fence counts as the evaluator says', () => {
    const fenced = '```json\n{"a": 1}\n```'
    expect(judge({ kind: 'json_valid' }, text('{"a": 1}')).outcome).toBe('pass')
    expect(judge({ kind: 'json_valid' }, text(fenced))).toMatchObject({
      outcome: 'fail',
      reason: 'The output is not JSON: it is wrapped in a code fence',
    })
    expect(judge({ kind: 'json_valid', allowCodeFence: true }, text(fenced)).outcome).toBe('pass')
    expect(judge({ kind: 'json_valid' }, text('')).reason).toContain('it is empty')
    expect(judge({ kind: 'json_valid' }, text('['.repeat(5000) + ']'.repeat(5000))).outcome).toBe('pass')
  })

  it('fits a schema as the validator says; without a validator, or with a broken schema, nobody knows', () => {
    const written = { kind: 'json_schema', schema: { type: 'object' } }
    const validateJsonSchema = (schema: object, value: unknown) =>
      'broken' in schema ? raise('no such type') : typeof value === 'object' ? [] : ['/ must be an object']
    expect(judge(written, text('{}'), { validateJsonSchema }).outcome).toBe('pass')
    expect(judge(written, text('3'), { validateJsonSchema })).toMatchObject({
      outcome: 'fail',
      reason: 'The output does not fit the JSON Schema: / must be an object',
    })
    expect(judge(written, text('{}')).outcome).toBe('unknown')
    expect(judge({ ...written, schema: { broken: 1 } }, text('{}'), { validateJsonSchema })).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('no such type'),
    })
  })

  it('is compared field by field, each by its own rule, against the row’s expected output', () => {
    const written = {
      kind: 'json_fields',
      fields: [
        { path: '/total', rule: { compare: 'number', absolute: 0.01 } },
        { path: '/customer/name', rule: { compare: 'text' } },
        { path: '/note', rule: { compare: 'similar', minScore: 0.5 } },
        { path: '/id', rule: { compare: 'present' } },
        { path: '/error', rule: { compare: 'absent' } },
        { path: '/items/0' },
        { path: '/currency', expected: 'EUR' },
      ],
    }
    const expected = { total: 10, customer: { name: 'ann' }, note: 'kitten', items: [{ sku: 'x' }] }
    const right = {
      total: 10.005,
      customer: { name: ' Ann ' },
      note: 'sitting',
      id: 7,
      items: [{ sku: 'x' }, 2],
      currency: 'EUR',
    }
    expect(judge(written, wanting(JSON.stringify(right), expected))).toMatchObject({ outcome: 'pass', score: 1 })
    expect(judge(written, wanting(JSON.stringify(right), JSON.stringify(expected)))).toMatchObject({ outcome: 'pass' })
    const wrong = { ...right, total: 10.5, error: 'late', items: [{ sku: 'y' }] }
    expect(judge(written, wanting(JSON.stringify(wrong), expected))).toMatchObject({
      outcome: 'fail',
      score: 4 / 7,
      reason:
        'Wrong fields: /total is 10.5 instead of 10 (± 0.01), /error is "late" and /items/0 differs: /sku is "y" instead of "x"',
    })
  })

  it('with a field that has nothing to compare with is judged only where that field cannot matter', () => {
    const fields = [{ path: '/a', expected: 1 }, { path: '/b' }]
    expect(judge({ kind: 'json_fields', fields }, text('{"a":1,"b":2}')).outcome).toBe('unknown')
    expect(judge({ kind: 'json_fields', fields }, text('{"a":2,"b":2}'))).toMatchObject({
      outcome: 'fail',
      score: null,
    })
    expect(judge({ kind: 'json_fields', fields, minScore: 0.5 }, text('{"a":1}')).outcome).toBe('pass')
  })

  it.each([
    ['the answer is 1,234.5 euros', { expected: 1234.5, at: 'first' }, 'pass'],
    ['on 2024-05-20', { expected: 20, at: 'last' }, 'pass'],
    ['from 7 to −3', { expected: -3, at: 'last' }, 'pass'],
    ['-3.5e2', { expected: -350 }, 'pass'],
    ['about 5', { expected: 5 }, 'fail'],
    ['102', { expected: 100, relative: 0.02 }, 'pass'],
    ['103', { expected: 100, relative: 0.02, absolute: 1 }, 'fail'],
    ['{"sum": 9}', { expected: 10, absolute: 1, at: { path: '/sum' } }, 'pass'],
    ['{"sum": "n/a"}', { expected: 10, at: { path: '/sum' } }, 'fail'],
  ])('holds a number: %j, %j: %s', (output, written, outcome) => {
    expect(judge({ kind: 'numeric', ...written }, text(output)).outcome).toBe(outcome)
  })

  it('holds a number that is compared with the row’s', () => {
    expect(judge({ kind: 'numeric', at: 'last' }, wanting('It costs 12', 'the price is 12')).outcome).toBe('pass')
    expect(judge({ kind: 'numeric' }, wanting('12', 'twelve')).outcome).toBe('unknown')
    expect(judge({ kind: 'numeric', expected: 5, absolute: 0.5 }, text('6'))).toMatchObject({
      reason: 'The number is 6 and 5 was expected (± 0.5): it is 1 away',
    })
  })
})

describe('limits', () => {
  it('of time, cost and tokens are kept or not, and unknown where nothing was recorded', () => {
    expect(judge({ kind: 'latency', maxMs: 100 }, { latencyMs: 100 }).outcome).toBe('pass')
    expect(judge({ kind: 'latency', maxMs: 100 }, { latencyMs: 100.5 })).toMatchObject({
      outcome: 'fail',
      reason: 'It took 100.5 ms, more than 100',
    })
    expect(judge({ kind: 'cost', maxUsd: 0.01 }, { costUsd: 0.02 }).outcome).toBe('fail')
    expect(judge({ kind: 'length', unit: 'tokens', max: 5 }, text('a', { usage: { outputTokens: 6 } })).outcome).toBe(
      'fail',
    )
    for (const written of [
      { kind: 'latency', maxMs: 1 },
      { kind: 'cost', maxUsd: 1 },
      { kind: 'length', unit: 'tokens', max: 5 },
    ]) {
      expect(judge(written, text('a'))).toMatchObject({ outcome: 'unknown', score: null })
    }
  })

  it('of what may leak: secrets, cards and addresses are found in all that came out and never quoted', () => {
    const key = `ghp_${'a1B2c3D4e5'.repeat(4)}`
    const messages = [
      { role: 'assistant', parts: [{ type: 'text', content: `The key is ${key}` }] },
      { role: 'user', parts: [{ type: 'text', content: 'mine is ann@example.com' }] },
      { role: 'assistant', parts: [{ type: 'text', content: 'Done' }] },
    ]
    const result = judge({ kind: 'secrets' }, { output: { messages } })
    expect(result).toMatchObject({ outcome: 'fail', reason: 'The output holds secret keys or tokens (1)' })
    expect(judge({ kind: 'secrets', find: ['emails'] }, { output: { messages } }).outcome).toBe('pass')
    expect(judge({ kind: 'secrets' }, text('4111 1111 1111 1111')).outcome).toBe('fail')
  })
})

describe('what cannot be judged', () => {
  const everyKind = [
    { kind: 'equals', expected: 'a' },
    { kind: 'equals' },
    { kind: 'contains', mode: 'none', values: ['a'] },
    { kind: 'starts_with', value: 'a' },
    { kind: 'ends_with', value: 'a' },
    { kind: 'regex', pattern: 'a' },
    { kind: 'json_valid' },
    { kind: 'json_schema', schema: {} },
    { kind: 'json_fields', fields: [{ path: '/a' }] },
    { kind: 'numeric' },
    { kind: 'similarity', method: 'bleu', minScore: 0.5 },
    { kind: 'tool_calls', expected: [] },
    { kind: 'tool_calls' },
    { kind: 'length', unit: 'words', min: 1 },
    { kind: 'latency', maxMs: 1 },
    { kind: 'cost', maxUsd: 1 },
    { kind: 'secrets' },
    { kind: 'code', language: 'javascript', source: '1' },
    { kind: 'http', url: 'https://example.com/judge' },
    { kind: 'autoevals', scorer: 'Factuality', minScore: 0.5 },
  ]

  it.each(everyKind)('is unknown and never a fail: %j without an output', (written) => {
    expect(judge(written, {})).toMatchObject({ outcome: 'unknown', score: null })
  })

  it('is never thrown: any definition judges any subject, and score and outcome agree', () => {
    const anyJson = arbitraryJson()
    const anyMessage = fc.record({
      role: fc.constantFrom('assistant', 'user', 'tool'),
      parts: fc.array(
        fc.oneof(
          fc.record({ type: fc.constant('text'), content: fc.string() }),
          fc.record({ type: fc.constant('tool_call'), name: fc.string(), arguments: anyJson }),
          fc.record({ type: fc.constant('x-odd'), content: anyJson }),
        ),
        { maxLength: 3 },
      ),
    })
    const anySubject = fc.record(
      {
        output: fc.record(
          {
            text: fc.oneof(
              fc.string(),
              anyJson.map((value) => JSON.stringify(value)),
            ),
            json: anyJson,
            messages: fc.array(anyMessage, { maxLength: 3 }),
          },
          { requiredKeys: [] },
        ),
        toolCalls: fc.array(
          fc.record({ name: fc.constantFrom('a', 'b'), arguments: anyJson }, { requiredKeys: ['name'] }),
          { maxLength: 4 },
        ),
        expected: fc.record(
          {
            output: anyJson,
            toolCalls: fc.array(
              fc.record({ name: fc.constantFrom('a', 'b'), arguments: anyJson }, { requiredKeys: ['name'] }),
              { maxLength: 4 },
            ),
          },
          { requiredKeys: [] },
        ),
        latencyMs: fc.nat(),
        usage: fc.record({ outputTokens: fc.nat() }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.constantFrom(...everyKind), anySubject, (written, given) => {
        const subject = evaluationSubjectSchema.parse(JSON.parse(JSON.stringify(given)))
        const result = judge(written, subject)
        expect(result.reason).not.toBe('')
        expect(result).toEqual(judge(written, subject))
        if (result.outcome === 'unknown') expect(result.score).toBeNull()
        if (result.score !== null) expect(result.score >= 0 && result.score <= 1).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('checks made outside', () => {
  const written = {
    kind: 'combine',
    mode: 'all',
    parts: [
      { definition: { kind: 'contains', mode: 'any', values: ['a'] } },
      {
        definition: {
          kind: 'combine',
          mode: 'any',
          parts: [
            { definition: { kind: 'code', language: 'javascript', source: 'true' } },
            { definition: { kind: 'regex', pattern: '(a)\\1', engine: 'backtracking' } },
          ],
        },
      },
    ],
  }

  it('are named with their places, and their results brought there', () => {
    expect(outsideParts(define(written)).map(({ path, definition }) => [path, definition.kind])).toEqual([
      ['/1/0', 'code'],
      ['/1/1', 'regex'],
    ])
    const outside = new Map([['/1/1', { score: 1, outcome: 'pass', reason: 'found' } as const]])
    expect(judge(written, text('aa'), { outside }).outcome).toBe('pass')
    expect(judge(written, text('aa')).outcome).toBe('unknown')
    expect(judge(written, text('bb')).outcome).toBe('fail')
  })

  it('are the whole evaluator where it is one of them', () => {
    const single = { kind: 'autoevals', scorer: 'Factuality', minScore: 0.5 }
    const outside = new Map([['', { score: 0.2, outcome: 'fail', reason: 'made up' } as const]])
    expect(judge(single, text('a'), { outside })).toEqual(outside.get(''))
    expect(judge(single, text('a')).reason).toBe('This autoevals check was not run')
  })
})

function raise(message: string): never {
  throw new Error(message)
}
