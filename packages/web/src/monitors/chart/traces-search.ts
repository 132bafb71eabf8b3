import type { AlertSlice, MetricFilter } from '@pawl/core'
import { type FilterSearch, metadataKeyOf, parseFilterSearch } from '../../traces/index.ts'

/** The condition of a list of traces that has the slice's traces in it; undefined for what no filter can say. */
function sliceCondition({ key, value }: AlertSlice): Readonly<Record<string, readonly string[]>> | undefined {
  if (value === '' || value === '(other)') return undefined
  const metadataKey = metadataKeyOf(key)
  return metadataKey === undefined ? { [key]: [value] } : { metadata: [`${metadataKey}=${value}`] }
}

export interface MetricTraces {
  readonly filter: MetricFilter
  readonly slice?: AlertSlice | null | undefined
  readonly fromMs: number
  readonly toMs: number
}

/** The address of the traces that a metric was taken from in a range. */
export function tracesSearch({ filter, slice, fromMs, toMs }: MetricTraces): FilterSearch {
  const condition = slice ? sliceCondition(slice) : undefined
  return parseFilterSearch({
    ...filter,
    ...condition,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
  })
}
