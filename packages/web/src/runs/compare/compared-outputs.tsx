import type { RunRowDetail } from '@pawl/core'
import { type ReactNode, useState } from 'react'
import { SubjectView } from '../../evaluators/index.ts'
import { Fold } from '../../traces/index.ts'
import { Button } from '../../ui/button.tsx'
import { createChoice, usePreference } from '../../ui/preference.ts'
import { WordDiff } from '../../ui/word-diff.tsx'
import { worstTrial } from '../row/row-detail.tsx'
import { outputText } from '../row/trial-subject.ts'
import { ComparedSide } from './compared-side.tsx'

const diffMode = createChoice<'side' | 'inline'>('pawl.compare-diff', ['side', 'inline'])

export interface ComparedOutputsProps {
  /** Undefined where a side has not tried the row. */
  readonly earlier: RunRowDetail | undefined
  readonly later: RunRowDetail | undefined
  readonly labels: { readonly before: string; readonly after: string }
  readonly children?: ReactNode
}

/** One row on two sides: the outputs with the words that differ, and what the evaluators said of each. */
export function ComparedOutputs({ earlier, later, labels, children }: ComparedOutputsProps) {
  const [mode] = usePreference(diffMode)
  const [beforeAt, setBeforeAt] = useState(() => worstTrial(earlier?.trials ?? [])?.trial)
  const [afterAt, setAfterAt] = useState(() => worstTrial(later?.trials ?? [])?.trial)
  const asked = later ?? earlier
  const beforeTrial = earlier?.trials.find(({ trial }) => trial === beforeAt)
  const afterTrial = later?.trials.find(({ trial }) => trial === afterAt)
  // Against nothing, every word would be shown as new.
  const only = earlier === undefined ? afterTrial : later === undefined ? beforeTrial : undefined
  return (
    <div className="space-y-4 p-4">
      {children}
      {asked ? <Asked detail={asked} /> : null}
      <section aria-label="Outputs" className="rounded-lg border bg-surface">
        <header className="flex items-center gap-1 border-b px-3 py-1.5">
          <h2 className="mr-auto text-xs font-semibold">Outputs</h2>
          {only === undefined ? <DiffModes /> : null}
        </header>
        <div className="p-3">
          {only === undefined ? (
            <WordDiff
              mode={mode}
              before={outputText(beforeTrial)}
              after={outputText(afterTrial)}
              beforeLabel={labels.before}
              afterLabel={labels.after}
            />
          ) : (
            <p className="text-sm break-words whitespace-pre-wrap">{outputText(only)}</p>
          )}
        </div>
      </section>
      <div className="grid gap-4 lg:grid-cols-2">
        <ComparedSide label={labels.before} detail={earlier} trial={beforeTrial} onChoose={setBeforeAt} />
        <ComparedSide label={labels.after} detail={later} trial={afterTrial} onChoose={setAfterAt} />
      </div>
    </div>
  )
}

function DiffModes() {
  const [mode, setMode] = usePreference(diffMode)
  return (
    <>
      <Button pressed={mode === 'side'} onClick={() => setMode('side')}>
        Side by side
      </Button>
      <Button pressed={mode === 'inline'} onClick={() => setMode('inline')}>
        Inline
      </Button>
    </>
  )
}

const Asked = ({ detail }: { readonly detail: RunRowDetail }) => (
  <Fold title="Input and what is expected" className="rounded-lg border bg-surface px-2">
    {() => (
      <div className="-mr-0 -ml-5">
        <SubjectView
          subject={{
            input: detail.input as never,
            output: {},
            expected: {
              ...(detail.expectedBehavior === '' ? {} : { statement: detail.expectedBehavior }),
              ...(detail.reference === null ? {} : { output: detail.reference }),
            },
          }}
        />
      </div>
    )}
  </Fold>
)
