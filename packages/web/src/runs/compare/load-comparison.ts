import type { ComparedRow } from '@pawl/core'
import { compareRuns } from '../../api/index.ts'

/** All rows of a comparison, page after page. */
export async function loadWholeComparison(runs: {
  readonly before: string
  readonly after: string
}): Promise<readonly ComparedRow[]> {
  const rows: ComparedRow[] = []
  const { signal } = new AbortController()
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof compareRuns>> = await compareRuns(runs, { limit: 200, cursor }, signal)
    rows.push(...page.rows)
    cursor = page.nextCursor
  } while (cursor !== null)
  return rows
}
