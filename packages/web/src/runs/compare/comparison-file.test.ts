import { describe, expect, it } from 'vitest'
import { comparisonCsv } from './comparison-file.ts'

const row = {
  rowId: 'r1',
  change: 'regressed',
  before: 'passing',
  after: 'failing',
  beforeRate: 1,
  afterRate: null,
  pValue: 0.01,
  isEdited: false,
  inputPreview: '=HYPERLINK("http://evil")',
  beforePreview: 'a "quoted", text',
  afterPreview: '',
} as const

describe('a comparison as CSV', () => {
  it('has a line for each row, and no cell that a spreadsheet would run', () => {
    const csv = comparisonCsv([row])
    const [head, line] = csv.split('\r\n')
    expect(head?.split(',').slice(0, 4)).toEqual(['row', 'change', 'before', 'after'])
    expect(line).toContain("'=HYPERLINK")
    expect(line).toContain('"a ""quoted"", text"')
    expect(line).toMatch(/^r1,regressed,passing,failing,1,"",0\.01,false,/)
  })
})
