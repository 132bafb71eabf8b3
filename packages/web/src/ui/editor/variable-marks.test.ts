import { parseTemplate } from '@pawl/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { variableRanges } from './variable-marks.ts'

describe('the marks of variables', () => {
  it('are on what the template takes for variables, and on nothing else', () => {
    const piece = fc.constantFrom('{{', '}}', '{', '}', 'name', ' ', '\\', '\n', '-', '1', '{{a}}', '{{ b.c }}', 'ü')
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (template) => {
          const variables = parseTemplate(template).flatMap((segment) =>
            segment.type === 'variable' ? [segment.source] : [],
          )
          expect(variableRanges(template).map(({ from, to }) => template.slice(from, to))).toEqual(variables)
        },
      ),
      { numRuns: 1000 },
    )
  })
})
