import type { ComparedRow, RunView } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { ProblemError, problemOf } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { changeWords } from '../marks/words.ts'
import { runRowQuery } from '../run-queries.ts'
import { ComparedOutputs } from './compared-outputs.tsx'

export interface ComparedRowViewProps {
  readonly before: RunView
  readonly after: RunView
  readonly rowId: string
  /** Undefined when the filter leaves it out. */
  readonly row: ComparedRow | undefined
}

/** One row in two runs: the outputs with the words that differ, and what the evaluators said of each. */
export function ComparedRowView({ before, after, rowId, row }: ComparedRowViewProps) {
  const earlier = useQuery(runRowQuery(before.id, rowId))
  const later = useQuery(runRowQuery(after.id, rowId))
  if (earlier.isPending || later.isPending) {
    return (
      <div className="p-4">
        <SkeletonLines lines={8} />
      </div>
    )
  }
  const problem = [earlier.error, later.error].find((error) => error && !isMissing(error))
  if (problem)
    return (
      <ErrorState problem={problemOf(problem)} onRetry={() => void Promise.all([earlier.refetch(), later.refetch()])} />
    )
  return (
    <ComparedOutputs earlier={earlier.data} later={later.data} labels={{ before: 'Before', after: 'After' }}>
      {row ? <ChangeLine row={row} /> : null}
    </ComparedOutputs>
  )
}

/** A row that only one run has is no failure of the page. */
const isMissing = (error: Error): boolean => error instanceof ProblemError && error.problem.status === 404

/** Says of the change how sure it is: one trial each shows it and proves nothing. */
function ChangeLine({ row }: { readonly row: ComparedRow }) {
  const { change, pValue, isEdited } = row
  const isChange = change === 'fixed' || change === 'regressed'
  return (
    <p className="flex flex-wrap items-center gap-2 text-xs text-ink-2">
      <Badge tone={changeWords[change].tone}>{changeWords[change].label}</Badge>
      {changeWords[change].meaning}
      {isChange ? (
        <span title="Fisher's exact test of the two rates of this row">
          Chance alone would differ as much in {pValue < 0.001 ? 'less than 0.1' : (100 * pValue).toPrecision(2)} % of
          cases
          {pValue >= 0.05 ? ': seen, not shown.' : '.'}
        </span>
      ) : null}
      {isEdited ? <span className="text-warn">The row was edited between the runs.</span> : null}
    </p>
  )
}
