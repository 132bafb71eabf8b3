import { spanChecks } from '@pawl/core'
import { type SqlText, sql } from '../../platform/telemetry/index.ts'

/** The bits of the column `checks` as one 0 or 1 each, to be summed. */
export const checkSums: SqlText = sql`arrayMap(bit -> toUInt32(bitTest(checks, bit)), range(${spanChecks.length}))`
