import { guessRowMapping } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { columnRoles, roleOf, withRole } from './column-roles.ts'

const columns = ['question', 'ground truth', 'a.b', 'id']

describe('what the columns of a file are', () => {
  it('starts as the names let one guess', () => {
    const mapping = guessRowMapping(columns)
    expect(columns.map((column) => roleOf(mapping, column))).toEqual(['variable', 'reference', 'variable', 'metadata'])
  })

  it('is what was chosen, for any column and role, also with a dot in its name', () => {
    for (const column of columns) {
      for (const role of columnRoles)
        expect(roleOf(withRole(guessRowMapping(columns), column, role), column)).toBe(role)
    }
  })

  it('gives a single role to the column chosen last', () => {
    const mapping = withRole(guessRowMapping(columns), 'question', 'reference')
    expect(roleOf(mapping, 'question')).toBe('reference')
    expect(roleOf(mapping, 'ground truth')).toBe('ignored')
  })
})
