import type { DatasetView } from '@pawl/core'
import { Badge } from '../../ui/badge.tsx'
import { formatCount } from '../../ui/format/index.ts'

/** How many rows of a dataset do what. */
export function RowCounts({ counts }: { readonly counts: DatasetView['rowCounts'] }) {
  const { active, draft, archived } = counts
  if (active + draft + archived === 0) return <span className="text-ink-3">No rows yet</span>
  return (
    <>
      {active > 0 ? <Badge tone="ok">{formatCount(active)} active</Badge> : null}
      {draft > 0 ? <Badge>{`${formatCount(draft)} ${draft === 1 ? 'draft' : 'drafts'}`}</Badge> : null}
      {archived > 0 ? <Badge className="bg-transparent!">{formatCount(archived)} archived</Badge> : null}
    </>
  )
}
