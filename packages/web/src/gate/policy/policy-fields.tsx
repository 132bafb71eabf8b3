import { type LimitFigure, limitFigures } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Field, Input } from '../../ui/field.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { datasetChoicesQuery } from '../gate-queries.ts'
import { figureWords } from '../marks/words.ts'
import { fewestTrials, type PolicyDraft, type PolicyField, type ReadPolicy } from './policy-draft.ts'

export interface PolicyFieldsProps {
  readonly draft: PolicyDraft
  readonly onChange: (draft: PolicyDraft) => void
  readonly read: ReadPolicy
}

/** The fields of a policy, each with what it does. */
export function PolicyFields(props: PolicyFieldsProps) {
  const { draft, onChange, read } = props
  const trials = read.policy === undefined ? undefined : fewestTrials(read.policy)
  return (
    <>
      <DatasetFields {...props} />
      <Group title="Blocking rows">
        <Figure
          {...props}
          field="requiredPassProbability"
          value={draft.required}
          label="Required pass probability, r (%)"
          onValue={(required) => onChange({ ...draft, required })}
          hint="How often a good version passes the row. A version that does may fail the gate as rarely as the error rate says."
        />
        <Figure
          {...props}
          field="passFloor"
          value={draft.floor}
          label="Pass floor, f (%)"
          onValue={(floor) => onChange({ ...draft, floor })}
          hint={`A row “holds” when shown more likely than this to pass.${trials === undefined ? '' : ` One that always passes takes ${trials} trials.`}`}
        />
      </Group>
      <Group title="Whole datasets">
        <Figure
          {...props}
          field="maxDrop"
          value={draft.maxDrop}
          label="Tolerated drop, δ (points)"
          onValue={(maxDrop) => onChange({ ...draft, maxDrop })}
          hint="Against what is deployed now. Smaller is stricter and takes more trials: at 5 points at least 84 pairs."
        />
        <Figure
          {...props}
          field="errorRate"
          value={draft.errorRate}
          label="Error rate, α (%)"
          onValue={(errorRate) => onChange({ ...draft, errorRate })}
          hint="How often a release that should not pass may pass, and one that should may fail."
        />
      </Group>
      <Group title="Limits: at most so much more than what is deployed (%)" columns="sm:grid-cols-3">
        {limitFigures.map((figure) => (
          <LimitField key={figure} {...props} figure={figure} />
        ))}
      </Group>
      <Group title="Budget of one start">
        <Figure
          {...props}
          field="maxTrials"
          value={draft.maxTrials}
          label="Most trials"
          placeholder="as many as it takes"
          onValue={(maxTrials) => onChange({ ...draft, maxTrials })}
          hint="Used up, the gate is inconclusive and may be resumed."
        />
        <Figure
          {...props}
          field="maxCostUsd"
          value={draft.maxCostUsd}
          label="Most money (US$)"
          placeholder="no cap"
          onValue={(maxCostUsd) => onChange({ ...draft, maxCostUsd })}
        />
      </Group>
    </>
  )
}

interface GroupProps {
  readonly title: string
  readonly columns?: string
  readonly children: React.ReactNode
}

const Group = ({ title, columns = 'sm:grid-cols-2', children }: GroupProps) => (
  <fieldset>
    <legend className="mb-1.5 font-semibold">{title}</legend>
    <div className={`grid items-start gap-3 ${columns}`}>{children}</div>
  </fieldset>
)

interface FigureProps extends PolicyFieldsProps {
  readonly field: PolicyField
  readonly label: string
  readonly value: string
  readonly onValue: (value: string) => void
  readonly hint?: string
  readonly placeholder?: string
}

const Figure = ({ field, label, value, onValue, hint, placeholder, read }: FigureProps) => (
  <Field label={label} error={read.errors[field]} hint={hint}>
    {(control) => (
      <Input
        {...control}
        inputMode="decimal"
        placeholder={placeholder}
        value={value}
        onChange={(event) => onValue(event.target.value)}
      />
    )}
  </Field>
)

const LimitField = ({ figure, ...props }: PolicyFieldsProps & { readonly figure: LimitFigure }) => (
  <Figure
    {...props}
    field={figure}
    label={figureWords[figure]}
    placeholder="no limit"
    value={props.draft.limits[figure]}
    onValue={(limit) => props.onChange({ ...props.draft, limits: { ...props.draft.limits, [figure]: limit } })}
  />
)

function DatasetFields({ draft, onChange, read }: PolicyFieldsProps) {
  const known = useQuery(datasetChoicesQuery).data ?? []
  const names = [...new Set([...known, ...draft.datasets])].sort()
  const { datasets, usesAll } = draft
  return (
    <fieldset className="space-y-1">
      <legend className="mb-1 font-semibold">Datasets</legend>
      <Choice
        label="All that the released prompts name as their protection"
        checked={usesAll}
        onChoose={() => onChange({ ...draft, usesAll: true })}
      />
      <Choice label="Only these" checked={!usesAll} onChoose={() => onChange({ ...draft, usesAll: false })} />
      {usesAll ? null : (
        <div className="max-h-36 space-y-1 overflow-auto pl-6">
          {names.map((name) => (
            <label key={name} className="flex items-center gap-2">
              <input
                type="checkbox"
                className="size-3.5 shrink-0 accent-accent-fill pointer-coarse:size-5"
                checked={datasets.includes(name)}
                onChange={(event) =>
                  onChange({
                    ...draft,
                    datasets: event.target.checked ? [...datasets, name] : datasets.filter((other) => other !== name),
                  })
                }
              />
              <span className="truncate">{oneLine(name, 100)}</span>
            </label>
          ))}
        </div>
      )}
      {read.errors.datasets === undefined ? null : <p className="text-xs text-error">{read.errors.datasets}</p>}
    </fieldset>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly checked: boolean
  readonly onChoose: () => void
}

const Choice = ({ label, checked, onChoose }: ChoiceProps) => (
  <label className="flex items-center gap-2">
    <input
      type="radio"
      className="size-3.5 shrink-0 accent-accent-fill pointer-coarse:size-5"
      checked={checked}
      onChange={onChoose}
    />
    {label}
  </label>
)
