import { AppError, type SessionList, type SessionSummary } from '@pawl/core'
import { joinSql, type SqlText, sql } from '../platform/telemetry/index.ts'
import type { ReadDeps } from './read-deps.ts'
import { readSessions, type SessionRow } from './store/sessions.ts'
import { timeConditions } from './store/trace-conditions.ts'
import { isoOfNs } from './store/trace-summary.ts'

export interface SessionsRequest {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly user?: readonly string[] | undefined
  readonly q?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/**
 * Sessions, the one that spoke last first.
 *
 * @throws AppError `bad_request` for a cursor of another list
 */
export async function listSessions(deps: ReadDeps, project: string, request: SessionsRequest): Promise<SessionList> {
  const { limit, cursor } = request
  const rows = await readSessions(deps.telemetry, {
    project,
    conditions: conditionsOf(request),
    after: cursor === undefined ? undefined : decodeCursor(cursor),
    limit: limit + 1,
  })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    sessions: page.map(sessionOf),
    nextCursor: last === undefined || rows.length <= limit ? null : encodeCursor(last),
  }
}

export function sessionOf(row: SessionRow): SessionSummary {
  return {
    sessionId: row.session_id,
    startTime: isoOfNs(BigInt(row.start_ns)),
    endTime: isoOfNs(BigInt(row.end_ns)),
    traceCount: row.traces,
    errorCount: row.errors,
    userId: row.user_id,
    totalTokens: row.tokens,
    costUsd: row.cost_nusd / 1e9,
    firstInput: row.first_input,
    lastOutput: row.last_output,
  }
}

function conditionsOf({ from, to, user, q }: SessionsRequest): SqlText {
  const time = timeConditions({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) })
  return joinSql(
    [
      time,
      ...(user === undefined || user.length === 0 ? [] : [sql`user_id IN ${user}`]),
      ...(q === undefined || q === ''
        ? []
        : [
            sql`(positionCaseInsensitiveUTF8(session_id, ${q}) > 0 OR positionCaseInsensitiveUTF8(input_preview, ${q}) > 0
              OR positionCaseInsensitiveUTF8(output_preview, ${q}) > 0)`,
          ]),
    ],
    ' AND ',
  )
}

const encodeCursor = (row: SessionRow): string =>
  Buffer.from(JSON.stringify([row.end_ns, row.session_id])).toString('base64url')

function decodeCursor(cursor: string): { readonly endNs: bigint; readonly sessionId: string } {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(parts) && typeof parts[0] === 'string' && typeof parts[1] === 'string') {
      return { endNs: BigInt(parts[0]), sessionId: parts[1] }
    }
  } catch (error) {
    throw badCursor(error)
  }
  throw badCursor(undefined)
}

const badCursor = (cause: unknown): AppError =>
  new AppError('bad_request', 'The cursor is not one of this list.', {
    where: 'query.cursor',
    fix: 'Take it from `nextCursor` of the page before, or leave it out to start over.',
    cause,
  })
