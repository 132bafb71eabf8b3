import { describe, expect, it } from 'vitest'
import { readEvaluatorYaml } from './read-evaluator-yaml.ts'

const file = `
note: asks for the day
definition:
  kind: regex
  pattern: Monday|Tuesday
examples:
  - name: names a day
    must: pass
    subject: { output: { text: On Monday. } }
`

describe('an evaluator in a file', () => {
  it('is what the API takes, with defaults, under the name of its file', () => {
    expect(readEvaluatorYaml(file, 'names-a-day')).toMatchObject({
      name: 'names-a-day',
      definition: { kind: 'regex', engine: 'linear' },
      examples: [{ must: 'pass', subject: { output: { text: 'On Monday.' } } }],
    })
    expect(readEvaluatorYaml(`name: other\n${file}`, 'names-a-day').name).toBe('other')
  })

  it.each([
    ['a syntax error', 'definition: [', { message: /cannot be read/, where: /line 1/ }],
    ['what does not fit', 'definition: { kind: regex }', { message: /does not fit: definition/, where: /definition/ }],
    [
      'a wrong example',
      `${file}  - name: x\n    must: maybe\n    subject: {}`,
      { message: /examples\.1\.must/, where: /examples/ },
    ],
    ['a list', '- a', { message: /cannot be read/, where: /file/ }],
  ])('says where %s is', (_, text, { message, where }) => {
    const read = () => readEvaluatorYaml(text, 'x')
    expect(read).toThrow(message)
    expect(read).toThrow(expect.objectContaining({ code: 'bad_request', where: expect.stringMatching(where) }))
  })
})
