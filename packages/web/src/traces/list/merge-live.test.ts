import type { TraceSummary } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { mergeLive } from './merge-live.ts'

// Only what the merge looks at.
const trace = (traceId: string, startTime: string, name = traceId) => ({ traceId, startTime, name }) as TraceSummary
const arrived = (...traces: TraceSummary[]) => new Map(traces.map((one) => [one.traceId, one]))

describe('traces that arrive while the list is open', () => {
  const listed = [trace('b', '2026-01-01T00:00:02Z'), trace('a', '2026-01-01T00:00:01Z')]

  it('stand on top, the newest first', () => {
    const rows = mergeLive(listed, arrived(trace('c', '2026-01-01T00:00:03Z'), trace('d', '2026-01-01T00:00:04Z')))
    expect(rows.map((row) => row.traceId)).toEqual(['d', 'c', 'b', 'a'])
  })

  it('replace a listed trace in its place when it changed', () => {
    const rows = mergeLive(listed, arrived(trace('a', '2026-01-01T00:00:01Z', 'finished')))
    expect(rows.map((row) => row.name)).toEqual(['b', 'finished'])
  })
})
