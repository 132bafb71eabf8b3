import {
  highRiskThresholds,
  ordinaryThresholds,
  type RowLabel,
  type RowPriority,
  rowLabels,
  rowPriorities,
  rowRisks,
  rowThresholds,
} from '@pawl/core'
import { cx } from '../../ui/class-names.ts'
import { Field, Input } from '../../ui/field.tsx'
import { percent, thresholdSentence } from '../marks/row-marks.tsx'
import { labelWords, priorityWords, riskWords } from '../marks/words.ts'
import type { RowSectionProps } from './behavior-section.tsx'
import { type EditedFields, type RowDraft, withField } from './row-draft.ts'
import { Section } from './section.tsx'

function toggled<Item>(items: readonly Item[], item: Item): Item[] {
  return items.includes(item) ? items.filter((one) => one !== item) : [...items, item]
}

/** A row is high-risk exactly when it says what it risks: taking the label away takes the risks with it. */
function withLabel(draft: RowDraft, label: RowLabel): RowDraft {
  const labels = toggled(draft.fields.labels, label)
  const next = withField(draft, 'labels', labels)
  return labels.includes('high_risk') ? next : withField(next, 'risks', [])
}

const choice =
  'flex cursor-pointer items-start gap-2 rounded-md border px-2.5 py-1.5 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent'

/** Why the row deserves to exist: labels with their meaning, and what a high-risk row risks. */
export function LabelsSection({ draft, onChange }: RowSectionProps) {
  const { labels, risks } = draft.fields
  const isRisky = labels.includes('high_risk')
  return (
    <Section title="Labels" hint="Why this row deserves to exist">
      <div className="grid gap-1.5 sm:grid-cols-2">
        {rowLabels.map((label) => (
          <label key={label} className={choice}>
            <input
              type="checkbox"
              className="mt-0.5 size-3.5 shrink-0 accent-accent"
              checked={labels.includes(label)}
              onChange={() => onChange((before) => withLabel(before, label))}
            />
            <span>
              <span className="block text-xs font-medium">{labelWords[label].label}</span>
              <span className="block text-2xs text-ink-2">{labelWords[label].meaning}</span>
            </span>
          </label>
        ))}
      </div>
      {isRisky ? (
        <fieldset className="mt-2.5">
          <legend className={cx('mb-1 text-xs', risks.length === 0 ? 'text-error' : 'text-ink-2')}>
            {risks.length === 0 ? 'Say what it risks' : 'What it risks'}
          </legend>
          <div className="flex flex-wrap gap-1.5">
            {rowRisks.map((risk) => (
              <label key={risk} className={cx(choice, 'h-7 items-center! py-0! text-xs')}>
                <input
                  type="checkbox"
                  className="size-3.5 accent-accent"
                  checked={risks.includes(risk)}
                  onChange={() => onChange((before) => withField(before, 'risks', toggled(before.fields.risks, risk)))}
                />
                {riskWords[risk]}
              </label>
            ))}
          </div>
        </fieldset>
      ) : null}
    </Section>
  )
}

/** What a release must show on the row, and what happens while it does not. */
export function PrioritySection({ draft, onChange }: RowSectionProps) {
  const { priority, labels } = draft.fields
  const { required, floor } = rowThresholds(draft.fields)
  const usual = labels.includes('high_risk') ? highRiskThresholds : ordinaryThresholds
  return (
    <Section title="Priority and proof">
      <div role="radiogroup" aria-label="Priority" className="grid gap-1.5 sm:grid-cols-2">
        {rowPriorities.map((one: RowPriority) => (
          <label key={one} className={choice}>
            <input
              type="radio"
              name="priority"
              className="mt-0.5 accent-accent"
              checked={priority === one}
              onChange={() => onChange((before) => withField(before, 'priority', one))}
            />
            <span>
              <span className="block text-xs font-medium">{priorityWords[one].label}</span>
              <span className="block text-2xs text-ink-2">{priorityWords[one].meaning}</span>
            </span>
          </label>
        ))}
      </div>
      <div className="mt-3 grid grid-cols-2 gap-3">
        <ShareField
          label="Required to pass"
          name="requiredPassProbability"
          usual={usual.required}
          draft={draft}
          onChange={onChange}
        />
        <ShareField label="Must beat" name="passFloor" usual={usual.floor} draft={draft} onChange={onChange} />
      </div>
      <p className={cx('mt-2 text-xs', floor < required ? 'text-ink-2' : 'text-error')}>
        {floor < required
          ? `${thresholdSentence(draft.fields)}.`
          : `What it must beat (${percent(floor)}) has to be below what is required (${percent(required)}).`}
      </p>
    </Section>
  )
}

interface ShareFieldProps extends RowSectionProps {
  readonly label: string
  readonly name: 'requiredPassProbability' | 'passFloor'
  readonly usual: number
}

/** A probability in per cent; empty means as the labels say. */
function ShareField({ label, name, usual, draft, onChange }: ShareFieldProps) {
  const share = draft.fields[name]
  const put = (text: string) => {
    const value = Number(text) / 100
    const next: EditedFields[typeof name] = text.trim() === '' || !(value > 0 && value < 1) ? null : value
    onChange((before) => withField(before, name, next))
  }
  return (
    <Field label={`${label}, in %`} hint={share === null ? 'As its labels say' : 'Set for this row'}>
      {(control) => (
        <Input
          {...control}
          type="number"
          min={1}
          max={99.9}
          step="any"
          placeholder={String(Math.round(usual * 1000) / 10)}
          defaultValue={share === null ? '' : Math.round(share * 1000) / 10}
          onChange={(event) => put(event.target.value)}
        />
      )}
    </Field>
  )
}
