import type { GateVerdict } from '@pawl/core'

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/** How far the tests of a gate are, in one sentence. */
export function progressText({ rows, datasets }: Pick<GateVerdict, 'rows' | 'datasets'>): string {
  const holding = rows.filter(({ state }) => state === 'holds').length
  const broken = rows.filter(({ state }) => state === 'broken').length
  const tested = datasets.filter(({ state }) => state !== 'not_tested')
  const settled = tested.filter(({ state }) => state !== 'unsure').length
  const parts = [
    rows.length === 0 ? '' : `${holding} of ${counted(rows.length, 'blocking row holds', 'blocking rows hold')}`,
    broken === 0 ? '' : `${counted(broken, 'is', 'are')} broken`,
    tested.length === 0 ? '' : `${settled} of ${counted(tested.length, 'dataset is', 'datasets are')} settled`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'Its first trials are being made' : `${parts.join(', ')} so far`
}
