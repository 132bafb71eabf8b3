import type { gateListQuerySchema, gateListSchema } from '@pawl/core'
import type { z } from 'zod'
import { decodeCursor, encodeCursor } from '../platform/http/index.ts'
import type { GateContext } from './gate-context.ts'
import { selectGates } from './store/gates.ts'
import { summaryOf } from './view-gate.ts'

/** Gates, newest first. */
export async function listGates(
  { control }: GateContext,
  project: string,
  { environment, limit, cursor }: z.output<typeof gateListQuerySchema>,
): Promise<z.output<typeof gateListSchema>> {
  const after = cursor === undefined ? undefined : positionOf(cursor)
  const gates = await selectGates(control.db, { project, environment, after, limit: limit + 1 })
  const page = gates.slice(0, limit)
  const last = page.at(-1)
  const isMore = gates.length > page.length && last !== undefined
  return { gates: page.map(summaryOf), nextCursor: isMore ? encodeCursor(last.createdAt.getTime(), last.id) : null }
}

/** Fifteen digits of milliseconds are a time that exists. */
function positionOf(cursor: string) {
  const [createdAtMs, id = ''] = decodeCursor(cursor, /^(\d{1,15}),([0-9a-f]{1,32})$/)
  return { createdAtMs: Number(createdAtMs), id }
}
