import { describe, expect, it } from 'vitest'
import { parseQueryString, queryString } from '../../api/index.ts'
import {
  conditionsOf,
  type DatasetSearch,
  parseDatasetSearch,
  toRowQuery,
  withoutConditions,
} from './dataset-search.ts'

const search: DatasetSearch = {
  status: ['draft', 'active'],
  label: ['high_risk'],
  proof: ['none'],
  evaluator: ['names_city'],
  q: 'Oslo',
  revision: 4,
}

describe('the address of a dataset', () => {
  it('is read back as it was written', () => {
    expect(parseDatasetSearch(parseQueryString(queryString(toRowQuery(search))))).toEqual(search)
  })

  it('leaves out what it does not know', () => {
    const raw = { status: ['draft', 'deleted'], label: 'urgent', revision: '-1', tab: 'x', other: 'y', q: ['', 'a'] }
    expect(parseDatasetSearch(raw)).toEqual({ status: ['draft'], q: 'a' })
  })

  it('names every condition and how to drop it', () => {
    const conditions = conditionsOf(search)
    expect(conditions.map(({ label, value }) => `${label} ${value}`)).toEqual([
      'Status Draft',
      'Status Active',
      'Label High-risk',
      'Proof Not proven',
      'Evaluator names_city',
      'Text Oslo',
    ])
    expect(conditions[0]?.without).toEqual({ ...search, status: ['active'] })
    expect(conditions[2]?.without).not.toHaveProperty('label')
    expect(conditionsOf(withoutConditions(search))).toEqual([])
    expect(withoutConditions(search).revision).toBe(4)
  })
})
