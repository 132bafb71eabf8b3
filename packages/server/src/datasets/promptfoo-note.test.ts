import { evaluatorDefinitionSchema } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { promptfooNote } from './promptfoo-note.ts'

const similar = (method: 'bleu' | 'levenshtein' | 'rouge_l') => ({
  kind: 'similarity',
  method,
  expected: 'hello world',
  minScore: 0.5,
})
const noteOf = (definition: object) => promptfooNote(evaluatorDefinitionSchema.parse(definition))

describe('the note of an evaluator from promptfoo', () => {
  it('says where it judges only about as the original, also inside a combination', () => {
    expect(noteOf(similar('rouge_l'))).toMatch(/^Imported from promptfoo\. .*ROUGE-L/)
    const parts = [similar('levenshtein'), similar('rouge_l'), similar('rouge_l')].map((definition) => ({ definition }))
    const note = noteOf({ kind: 'combine', mode: 'weighted', parts })
    expect(note.match(/ROUGE-L/g)).toHaveLength(1)
    expect(note).toContain('limit of edits')
  })

  it('says no more where it is exact', () => {
    expect(noteOf(similar('bleu'))).toBe('Imported from promptfoo')
  })
})
