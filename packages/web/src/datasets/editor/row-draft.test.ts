import { ordinaryThresholds } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import {
  changedFields,
  clashingFields,
  draftProblems,
  type EditedFields,
  editOf,
  type RowDraft,
  rebased,
  withField,
  withJsonText,
} from './row-draft.ts'

const fields: EditedFields = {
  input: { variables: { city: 'Oslo' }, messages: [] },
  context: { systemInstructions: [], documents: [], toolDefinitions: [], toolCalls: [] },
  expectedBehavior: 'Names the city',
  reference: null,
  observedOutput: null,
  evaluators: ['names_city'],
  priority: 'blocking',
  labels: [],
  risks: [],
  requiredPassProbability: null,
  passFloor: null,
  metadata: { a: 1, b: 2 },
}
const draft: RowDraft = { fields, unparsed: {} }

describe('the draft of a row', () => {
  it('sends only what differs, whatever the order of keys', () => {
    const edited = { ...fields, metadata: { b: 2, a: 1 }, expectedBehavior: 'Names the country' }
    expect(changedFields(fields, edited)).toEqual(['expectedBehavior'])
    expect(editOf(fields, edited)).toEqual({ expectedBehavior: 'Names the country' })
  })

  it('keeps JSON that does not parse yet, is not stored with it, and takes it once it parses', () => {
    const put = (of: RowDraft, value: unknown) => withField(of, 'metadata', value as EditedFields['metadata'])
    const typing = withJsonText(draft, 'metadata', { text: '{"a": ', put })
    expect(typing.fields.metadata).toEqual(fields.metadata)
    expect(draftProblems(typing)).toEqual([{ field: 'metadata', message: 'This is not valid JSON' }])
    const done = withJsonText(typing, 'metadata', { text: '{"a": 3}', put })
    expect(done.fields.metadata).toEqual({ a: 3 })
    expect(draftProblems(done)).toEqual([])
  })

  it('says which fields do not fit together', () => {
    const risky = withField(draft, 'labels', ['high_risk'])
    expect(draftProblems(risky).map(({ field }) => field)).toEqual(['risks'])
    const upside = withField(draft, 'passFloor', ordinaryThresholds.required)
    expect(draftProblems(upside).map(({ field }) => field)).toEqual(['passFloor'])
  })

  it('meets an edit made meanwhile: own fields win, the others follow, and only real clashes are asked about', () => {
    const mine = { ...fields, expectedBehavior: 'Mine', priority: 'advisory' as const }
    const theirs = {
      ...fields,
      expectedBehavior: 'Theirs',
      priority: 'advisory' as const,
      labels: ['repeated' as const],
    }
    expect(clashingFields(fields, mine, theirs)).toEqual(['expectedBehavior'])
    expect(rebased({ fields: mine, unparsed: {} }, fields, theirs).fields).toEqual({
      ...fields,
      expectedBehavior: 'Mine',
      priority: 'advisory',
      labels: ['repeated'],
    })
  })
})
