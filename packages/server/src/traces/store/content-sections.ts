import type { SearchSide } from '@pawl/core'
import { type SqlText, sql } from '../../platform/telemetry/index.ts'

/** `contentSections` of core, counted from 1: where each side begins, and how many sections it has. */
const stretches: Readonly<Record<SearchSide, { readonly first: number; readonly length: number }>> = {
  user: { first: 2, length: 2 },
  input: { first: 1, length: 4 },
  output: { first: 3, length: 3 },
}

const sections = sql`splitByChar('\x1d', content)`

/**
 * SQL over `content`: what stands on one side. Spans that were stored before the user's words stood apart have two
 * sections, what went in and what came out; all that went in is taken for the user's there.
 */
export function sideOf(side: SearchSide): SqlText {
  const { first, length } = stretches[side]
  const whole = sql`arrayStringConcat(arraySlice(${sections}, ${first}, ${length}), '\x1e')`
  return sql`if(length(${sections}) = 5, ${whole}, ${sections}[${side === 'output' ? 2 : 1}])`
}

/** SQL over `content`: whether anything stands on one side. */
export const saysSomething = (side: SearchSide): SqlText => sql`match(${sideOf(side)}, '[^\x1e]')`
