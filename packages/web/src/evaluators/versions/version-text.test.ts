import { describe, expect, it } from 'vitest'
import { versionText } from './version-text.ts'

describe('a version as text', () => {
  it('has a line for each field, lists marked at their first field, and texts as they were written', () => {
    const text = versionText({
      definition: {
        kind: 'code',
        language: 'javascript',
        source: 'a\n  b',
        timeoutMs: 1,
        memoryMb: 1,
        minScore: 1,
      },
      examples: [{ name: 'one', must: 'fail', subject: { output: { text: 'x' } } }],
    })
    expect(text.split('\n')).toEqual([
      'definition:',
      '  kind: "code"',
      '  language: "javascript"',
      '  source: |',
      '    a',
      '      b',
      '  timeoutMs: 1',
      '  memoryMb: 1',
      '  minScore: 1',
      'examples:',
      '  - name: "one"',
      '    must: "fail"',
      '    subject:',
      '      output:',
      '        text: "x"',
    ])
  })
})
