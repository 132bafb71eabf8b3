import { describe, expect, it } from 'vitest'
import { define, refusals } from '../__fixtures__/define.ts'
import { evaluatorVersionText } from './version-text.ts'

describe('a definition', () => {
  it.each([
    [{ kind: 'regex', pattern: '(' }, 'pattern: cannot be searched: it is not a regular expression'],
    [{ kind: 'regex', pattern: '(a)\\1' }, 'set engine to "backtracking"'],
    [{ kind: 'regex', pattern: '(', engine: 'backtracking' }, 'it is not a regular expression'],
    [{ kind: 'length', unit: 'words' }, 'a length needs min, max or both'],
    [{ kind: 'length', unit: 'words', min: 3, max: 2 }, 'max: max is less than min'],
    [{ kind: 'similarity', method: 'embedding', minScore: 0.8 }, 'needs the provider and model'],
    [{ kind: 'starts_with', value: ' \n' }, 'it must hold more than space'],
    [{ kind: 'json_fields', fields: [{ path: 'total' }] }, 'as in /items/0/price'],
    [{ kind: 'json_fields', fields: [{ path: '/a' }, { path: '/a' }] }, 'two fields have the same path'],
    [{ kind: 'contains', mode: 'any', values: [] }, 'values'],
    [{ kind: 'contains', mode: 'any', values: ['a'], ignorecase: true }, 'ignorecase'],
    [{ kind: 'contians' }, 'kind'],
    [{ kind: 'equals', expected: Number.NaN }, 'expected: must be JSON'],
    [{ kind: 'http', url: 'file:///etc/passwd' }, 'url'],
  ])('%j is refused, naming what is wrong', (written, why) => {
    expect(refusals(written).join('\n')).toContain(why)
  })

  it('may use look-around and back-references where it asks for the engine that has them', () => {
    expect(refusals({ kind: 'regex', pattern: '(?=a)(b)\\1', engine: 'backtracking' })).toEqual([])
  })

  it('holds at most five combinations in each other and a hundred parts, however deep the input', () => {
    const nested = (depth: number): unknown =>
      depth === 0
        ? { kind: 'latency', maxMs: 1 }
        : { kind: 'combine', mode: 'all', parts: [{ definition: nested(depth - 1) }] }
    expect(refusals(nested(5))).toEqual([])
    expect(refusals(nested(6)).join()).toContain('more than 5 combinations')
    expect(refusals(nested(2000)).join()).toContain('more than 5 combinations')
    const wide = { kind: 'combine', mode: 'any', parts: Array(60).fill({ definition: nested(0) }) }
    expect(
      refusals({ kind: 'combine', mode: 'all', parts: [{ definition: wide }, { definition: wide }] }).join(),
    ).toContain('more than 100 parts')
  })
})

describe('the version of an evaluator', () => {
  it('does not depend on the order of keys, nor on whether a default is written', () => {
    const short = define({ kind: 'contains', mode: 'any', values: ['b', 'a'] })
    const long = define({ ignoreCase: false, values: ['b', 'a'], mode: 'any', kind: 'contains' })
    expect(evaluatorVersionText(long)).toBe(evaluatorVersionText(short))
    expect(evaluatorVersionText(short)).toBe(
      '{"definition":{"ignoreCase":false,"kind":"contains","mode":"any","values":["b","a"]},"revision":1}',
    )
  })

  it('changes with anything that can change a result, also deep inside a part', () => {
    const judged = (question: string, model = 'gpt-5') =>
      evaluatorVersionText(
        define({
          kind: 'combine',
          mode: 'all',
          parts: [
            {
              definition: {
                kind: 'judge',
                model: { provider: 'openai', model },
                method: { form: 'rubric', criteria: [{ id: 'polite', question }] },
              },
            },
          ],
        }),
      )
    const texts = [judged('Is it polite?'), judged('Is it polite'), judged('Is it polite?', 'gpt-5-mini')]
    expect(new Set(texts).size).toBe(3)
  })
})
