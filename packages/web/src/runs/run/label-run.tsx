import type { RunView } from '@pawl/core'
import { useState } from 'react'
import { labelRun } from '../../api/index.ts'
import { LabelAction } from '../../evaluators/index.ts'
import { Button } from '../../ui/button.tsx'

const outcomes = ['pass', 'fail', 'unknown'] as const

/** Outputs of a run, drawn at random, are put before people. */
export function LabelRun({ run }: { readonly run: RunView }) {
  const [chosen, setChosen] = useState<readonly (typeof outcomes)[number][]>(outcomes)
  const isAll = chosen.length === outcomes.length
  return (
    <LabelAction
      about="Outputs of this run, drawn at random."
      evaluator={run.evaluators[0]?.name}
      isReady={chosen.length > 0}
      onQueue={(wanted) => labelRun(run.id, { ...wanted, ...(isAll ? {} : { outcomes: chosen }) })}
    >
      <fieldset>
        <legend className="mb-1 text-xs font-medium text-ink-2">What the evaluator said of them</legend>
        <div className="flex gap-1">
          {outcomes.map((outcome) => (
            <Button
              key={outcome}
              pressed={chosen.includes(outcome)}
              onClick={() => setChosen(outcomes.filter((each) => chosen.includes(each) !== (each === outcome)))}
            >
              {outcome}
            </Button>
          ))}
        </div>
        <p className="mt-1 text-xs text-ink-3">
          {isAll ? 'Anything, also nothing.' : chosen.length === 0 ? 'Choose at least one.' : 'Only these.'}
        </p>
      </fieldset>
    </LabelAction>
  )
}
