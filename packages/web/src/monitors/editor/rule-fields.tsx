import { Field, Input, Select } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { wordsOf } from '../marks/words.ts'
import type { MonitorDraft } from './monitor-draft.ts'
import type { DraftFieldsProps } from './read-draft.ts'

const ruleWords = {
  shift: 'It shifts from what is usual',
  threshold: 'It passes a fixed bound',
  new_value: 'A new model answers, or one falls silent',
} as const satisfies Record<MonitorDraft['ruleKind'], string>

const boundHints = {
  share: 'In percent',
  ms: 'As in 500ms, 2s, 1.5m',
  usd: 'In US dollars',
  tokens: 'In tokens',
  per_hour: 'In requests an hour',
  number: 'A number',
} as const

/** When it opens an alert. */
export function RuleFields(props: DraftFieldsProps) {
  const { draft, onChange } = props
  const kinds = draft.measure === 'response_model' ? (['new_value'] as const) : (['shift', 'threshold'] as const)
  return (
    <Panel title="When to say so">
      <div className="space-y-3 p-3.5">
        <fieldset className="space-y-1.5">
          <legend className="sr-only">Rule</legend>
          {kinds.map((kind) => (
            <label key={kind} className="flex items-center gap-2">
              <input
                type="radio"
                name="rule"
                className="size-3.5 shrink-0 accent-accent-fill pointer-coarse:size-5"
                checked={draft.ruleKind === kind}
                onChange={() => onChange({ ...draft, ruleKind: kind })}
              />
              {ruleWords[kind]}
            </label>
          ))}
        </fieldset>
        {draft.ruleKind === 'shift' ? <ShiftFields {...props} /> : null}
        {draft.ruleKind === 'threshold' ? <ThresholdFields {...props} /> : null}
        {draft.ruleKind === 'new_value' ? (
          <NumberField {...props} field="leastAnswers" label="Answers until it counts" />
        ) : null}
      </div>
    </Panel>
  )
}

const ShiftFields = (props: DraftFieldsProps) => (
  <>
    <Field label="Direction">
      {(control) => (
        <Select
          {...control}
          value={props.draft.directions}
          onChange={(event) =>
            props.onChange({ ...props.draft, directions: event.target.value === 'both' ? 'both' : 'worse' })
          }
        >
          <option value="worse">Only when it gets worse</option>
          <option value="both">When it gets worse or better</option>
        </Select>
      )}
    </Field>
    <div className="grid grid-cols-2 gap-2">
      <NumberField
        {...props}
        field="leastShiftPoints"
        label="Smallest shift (points)"
        hint="Of the share that is watched"
      />
      <NumberField {...props} field="falseAlarmDays" label="Days to a false alarm" hint="At least, on average" />
    </div>
  </>
)

const ThresholdFields = (props: DraftFieldsProps) => {
  const hint = boundHints[wordsOf(props.draft.measure).unit]
  return (
    <div className="grid grid-cols-2 gap-2">
      <NumberField {...props} field="above" label="Above" hint={hint} />
      <NumberField {...props} field="below" label="Below" hint={hint} />
      <NumberField {...props} field="windowMinutes" label="Over the last (minutes)" />
      <NumberField {...props} field="leastObservations" label="Observations at least" hint="Fewer say nothing" />
    </div>
  )
}

type NumberName =
  | 'leastShiftPoints'
  | 'falseAlarmDays'
  | 'above'
  | 'below'
  | 'windowMinutes'
  | 'leastObservations'
  | 'leastAnswers'

interface NumberFieldProps extends DraftFieldsProps {
  readonly field: NumberName
  readonly label: string
  readonly hint?: string
}

const NumberField = ({ draft, onChange, issues, field, label, hint }: NumberFieldProps) => (
  <Field label={label} hint={hint} error={issues[field]}>
    {(control) => (
      <Input
        {...control}
        inputMode="decimal"
        value={draft[field]}
        onChange={(event) => onChange({ ...draft, [field]: event.target.value })}
      />
    )}
  </Field>
)
