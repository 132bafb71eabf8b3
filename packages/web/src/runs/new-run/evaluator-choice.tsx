import type { ListedEvaluator } from '@pawl/core'
import { X } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'

export interface EvaluatorChoiceProps {
  readonly known: readonly ListedEvaluator[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

/** Evaluators that judge every row of the run. */
export function EvaluatorChoice({ known, chosen, onChange }: EvaluatorChoiceProps) {
  const open = known.filter(({ name }) => !chosen.includes(name))
  return (
    <div>
      <p className="mb-1 text-xs font-medium text-ink-2">Evaluators of every row</p>
      <div className="flex flex-wrap gap-1">
        {chosen.map((name) => (
          <Button
            key={name}
            icon={X}
            aria-label={`Without ${name}`}
            onClick={() => onChange(chosen.filter((each) => each !== name))}
          >
            {name}
          </Button>
        ))}
        <Select
          aria-label="Add an evaluator"
          className="w-44!"
          value=""
          onChange={(event) => (event.target.value === '' ? undefined : onChange([...chosen, event.target.value]))}
        >
          <option value="">{open.length === 0 ? 'No other evaluator' : 'Add an evaluator'}</option>
          {open.map(({ name, examplesState }) => (
            <option key={name} value={name} disabled={examplesState === 'wrong'}>
              {examplesState === 'wrong' ? `${name} (examples wrong)` : name}
            </option>
          ))}
        </Select>
      </div>
    </div>
  )
}
