import type { ComparedRow, RunRowDetail, RunView } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ProblemError, problemOf } from '../../api/index.ts'
import { SubjectView } from '../../evaluators/index.ts'
import { Fold } from '../../traces/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { createChoice, usePreference } from '../../ui/preference.ts'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { WordDiff } from '../../ui/word-diff.tsx'
import { changeWords } from '../marks/words.ts'
import { worstTrial } from '../row/row-detail.tsx'
import { outputText } from '../row/trial-subject.ts'
import { runRowQuery } from '../run-queries.ts'
import { ComparedSide } from './compared-side.tsx'

const diffMode = createChoice<'side' | 'inline'>('pawl.compare-diff', ['side', 'inline'])

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
  return <LoadedComparison earlier={earlier.data} later={later.data} row={row} />
}

/** A row that only one run has is no failure of the page. */
const isMissing = (error: Error): boolean => error instanceof ProblemError && error.problem.status === 404

interface LoadedComparisonProps {
  readonly earlier: RunRowDetail | undefined
  readonly later: RunRowDetail | undefined
  readonly row: ComparedRow | undefined
}

function LoadedComparison({ earlier, later, row }: LoadedComparisonProps) {
  const [mode, setMode] = usePreference(diffMode)
  const [beforeAt, setBeforeAt] = useState(() => worstTrial(earlier?.trials ?? [])?.trial)
  const [afterAt, setAfterAt] = useState(() => worstTrial(later?.trials ?? [])?.trial)
  const asked = later ?? earlier
  const beforeTrial = earlier?.trials.find(({ trial }) => trial === beforeAt)
  const afterTrial = later?.trials.find(({ trial }) => trial === afterAt)
  return (
    <div className="space-y-4 p-4">
      {row ? <ChangeLine row={row} /> : null}
      {asked ? (
        <Fold title="Input and what is expected" className="rounded-lg border bg-surface px-2">
          {() => (
            <div className="-mr-0 -ml-5">
              <SubjectView
                subject={{
                  input: asked.input as never,
                  output: {},
                  expected: {
                    ...(asked.expectedBehavior === '' ? {} : { statement: asked.expectedBehavior }),
                    ...(asked.reference === null ? {} : { output: asked.reference }),
                  },
                }}
              />
            </div>
          )}
        </Fold>
      ) : null}
      <section aria-label="Outputs" className="rounded-lg border bg-surface">
        <header className="flex items-center gap-1 border-b px-3 py-1.5">
          <h2 className="mr-auto text-xs font-semibold">Outputs</h2>
          <Button pressed={mode === 'side'} onClick={() => setMode('side')}>
            Side by side
          </Button>
          <Button pressed={mode === 'inline'} onClick={() => setMode('inline')}>
            Inline
          </Button>
        </header>
        <div className="p-3">
          <WordDiff mode={mode} before={outputText(beforeTrial)} after={outputText(afterTrial)} />
        </div>
      </section>
      <div className="grid gap-4 lg:grid-cols-2">
        <ComparedSide label="Before" detail={earlier} trial={beforeTrial} onChoose={setBeforeAt} />
        <ComparedSide label="After" detail={later} trial={afterTrial} onChoose={setAfterAt} />
      </div>
    </div>
  )
}

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
