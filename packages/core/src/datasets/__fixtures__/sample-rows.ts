import fc from 'fast-check'
import { arbitraryJson } from '../../testing/arbitrary-json.ts'
import { type ExportedRow, type NewRow, newRowSchema, type RowFields } from '../../index.ts'

export const maker = { who: 'Ada', at: '2026-03-01T10:00:00Z' } as const

export function makeRow(fields: Partial<NewRow> = {}): RowFields {
  return newRowSchema.parse({ input: { variables: { question: 'Where is my refund?' } }, source: { kind: 'manual', ...maker }, ...fields })
}

/** Texts that spreadsheets, CSV and JSON readers are most likely to change. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    ...['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', "'=1", "''", '＝1+1', '"', '""', '"=1', ',', ';', '\r\n'],
    ...['null', 'true', '5', '"5"', '{"a":1}', '[]', ' ', '', '\uFEFF=1', '1e400', '0x10', '{{x}}', '__proto__', '\\', '1,5'],
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '=', "'", 'a', '\t', ';', ' '), maxLength: 8 }),
)

const json = fc.oneof(hostileText, arbitraryJson())
const variables = fc
  .dictionary(hostileText.filter((name) => name !== '__proto__'), json, { maxKeys: 4 })
  .map((found) => ({ ...found }))

const message = fc.record({
  role: fc.constantFrom('user', 'assistant', 'tool'),
  parts: fc.array(
    fc.oneof(
      fc.record({ type: fc.constant('text' as const), content: hostileText }),
      fc.record({ type: fc.constant('tool_call_response' as const), id: hostileText, response: json }),
    ),
    { maxLength: 3 },
  ),
})

export const exportedRow: fc.Arbitrary<ExportedRow> = fc
  .record({
    id: fc.uuid(),
    status: fc.constantFrom('draft' as const, 'active' as const, 'archived' as const),
    variables,
    messages: fc.array(message, { maxLength: 3 }),
    expectedBehavior: hostileText,
    reference: json,
    evaluators: fc.array(hostileText.filter((text) => text !== ''), { maxLength: 3 }),
    isHighRisk: fc.boolean(),
    passFloor: fc.option(fc.double({ min: 0.01, max: 0.85, noNaN: true })),
    metadata: variables,
    incident: hostileText.filter((text) => text !== ''),
  })
  .map(({ id, status, variables, messages, isHighRisk, incident, ...fields }) => ({
    ...makeRow({
      ...fields,
      input: { variables, messages },
      labels: isHighRisk ? ['high_risk', 'repeated'] : ['repeated'],
      risks: isHighRisk ? ['finance'] : [],
      source: { kind: 'trace', traceId: 'ab'.repeat(16), incident, ...maker },
    }),
    id,
    status,
  }))

/** A text cut at any places, also through pairs of characters that belong together. */
export function cutAnywhere(text: string, cuts: readonly number[]): readonly string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b)
  const edges = [0, ...places, text.length]
  return edges.slice(1).map((end, index) => text.slice(edges[index], end))
}
