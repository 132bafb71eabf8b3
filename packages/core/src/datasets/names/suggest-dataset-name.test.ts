import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { datasetNameSchema, suggestDatasetName } from '../../index.ts'

const suggest = (name: string, protects = '') => suggestDatasetName({ name, purpose: 'regression', protects })

describe('a dataset name', () => {
  it.each([
    'refund_policy_regressions',
    'tool_lookup_failures',
    'json_contract_regressions',
    'checkout_tests',
    'customer_bugs',
    'hotel-booking-2026',
    'refundPolicyCases',
    'pii_leaks',
    'sql_generation_golden',
    'german_tone_of_voice',
    'escalation_to_human',
    'rückerstattung_fälle',
    '返金ポリシー',
    'citations',
  ])('%s says what it protects and gets no suggestion', (name) => {
    expect(suggest(name)).toBeNull()
  })

  it.each([
    'bugs_june',
    'random_failures',
    'new_tests',
    'test',
    'test2',
    'dataset_1',
    'my-dataset',
    'prod_issues',
    'production_sample',
    'golden_set',
    'regressions',
    'q3_failures',
    'week32_bugs',
    '2026-06-14',
    'misc',
    'final_v2',
    'untitled',
    'NewTestCases',
    'eval_data_latest',
    'foo',
    'bad_outputs_monday',
    'llm_tests_2026q1',
    'x',
  ])('%s protects nothing and gets one, with the reason', (name) => {
    const suggestion = suggest(name, 'Refund answers must cite the 30 day limit')
    expect(suggestion?.reason).not.toBe('')
    expect(suggestion?.suggestion).toBe('refund_cite_limit_regressions')
  })

  it('is told which of its words says what', () => {
    expect(suggest('bugs_june')?.reason).toBe(
      'No word says what the dataset protects: "bugs" says that something went wrong or is tested; "june" says when something happened',
    )
  })

  it('gets an example where nothing is known of what it protects', () => {
    expect(suggest('new_tests')?.suggestion).toBe('refund_policy_regressions')
  })

  it('that is suggested says the purpose', () => {
    const named = { name: 'new_tests', purpose: 'adversarial', protects: 'Prompt injection through web pages' } as const
    expect(suggestDatasetName(named)?.suggestion).toBe('injection_web_pages_attacks')
  })

  it('that is suggested is a valid name and needs no suggestion itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.lorem(), fc.boolean(), (text, words, isPlain) => {
        const better = suggest('bugs_june', isPlain ? words : text)?.suggestion ?? ''
        expect(suggest(better)).toBeNull()
        if (isPlain) expect(datasetNameSchema.safeParse(better).success).toBe(true)
      }),
    )
  })
})
