import { ListTree, Play, Plus } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { ExampleCard } from './example-card.tsx'
import { type ExampleDraft, newExample } from './example-draft.ts'
import { TakeTraceDialog } from './take-trace-dialog.tsx'
import type { TrialResults } from './use-trial-results.ts'

export interface ExampleListProps {
  readonly examples: readonly ExampleDraft[]
  readonly onChange: (examples: readonly ExampleDraft[]) => void
  readonly trial: TrialResults
  /** Each run asks a model or a server: it waits to be asked. */
  readonly isOnDemand: boolean
  /** Why there is nothing to run yet; '' when there is. */
  readonly incomplete: string
}

/** The outputs that an evaluator must tell apart, judged as one types. */
export function ExampleList({ examples, onChange, trial, isOnDemand, incomplete }: ExampleListProps) {
  const [takes, setTakes] = useState(false)
  const add = (example: ExampleDraft) => onChange([...examples, example])
  const missing = (['fail', 'pass'] as const).filter((must) => !examples.some((example) => example.must === must))
  return (
    <section aria-label="Examples" className="p-4">
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <h2 className="mr-auto flex items-center gap-2 font-semibold">
          Examples <Tally examples={examples} trial={trial} />
        </h2>
        {isOnDemand && examples.length > 0 ? (
          <Button icon={Play} disabled={incomplete !== '' || trial.isRunning} onClick={trial.run}>
            {trial.isRunning ? 'Running …' : 'Run'}
          </Button>
        ) : null}
        <Menu trigger={<Button icon={Plus}>Add</Button>}>
          <MenuItem onSelect={() => add(newExample('fail', { output: { text: '' } }))}>One it must fail</MenuItem>
          <MenuItem onSelect={() => add(newExample('pass', { output: { text: '' } }))}>One it must pass</MenuItem>
          <MenuItem icon={ListTree} onSelect={() => setTakes(true)}>
            The output of a trace …
          </MenuItem>
        </Menu>
      </div>
      {incomplete !== '' && examples.length > 0 ? (
        <p className="mb-3 rounded-md bg-warn-soft px-2.5 py-1.5 text-xs text-warn">{incomplete}</p>
      ) : null}
      {trial.problem ? <ErrorState compact problem={trial.problem} onRetry={trial.run} /> : null}
      <ul className="space-y-3">
        {examples.map((example, index) => (
          <ExampleCard
            key={example.key}
            example={example}
            result={trial.results?.[index]?.result}
            isStale={trial.isStale}
            onChange={(next) => onChange(examples.with(index, next))}
            onRemove={() => onChange(examples.toSpliced(index, 1))}
          />
        ))}
      </ul>
      {missing.length > 0 ? (
        <p className="mt-3 text-xs text-ink-3">
          {examples.length === 0
            ? 'An example is an output that the evaluator must pass or must fail. With one of each it is shown to tell good from bad; while it gets one wrong it cannot be attached to rows.'
            : `It has no example that it must ${missing.join(', and none that it must ')}: nothing shows yet that it tells good from bad.`}
        </p>
      ) : null}
      {takes ? <TakeTraceDialog onTake={add} onClose={() => setTakes(false)} /> : null}
    </section>
  )
}

function Tally({ examples, trial }: Pick<ExampleListProps, 'examples' | 'trial'>) {
  const { results } = trial
  if (!results || trial.isStale) return null
  const wrong = examples.filter((example, index) => results[index]?.result.outcome !== example.must).length
  return wrong === 0 ? <Badge tone="ok">all right</Badge> : <Badge tone="error">{wrong} wrong</Badge>
}
