const choices = [
  { value: 'skip', label: 'Skip', meaning: 'Leave duplicates out' },
  { value: 'merge', label: 'Merge', meaning: 'The row that is here demands what either demanded' },
  { value: 'add', label: 'Add', meaning: 'Store them all the same' },
] as const

export type BulkDuplicateChoice = (typeof choices)[number]['value']

export interface DuplicateChoiceFieldProps {
  readonly value: BulkDuplicateChoice
  readonly onChange: (value: BulkDuplicateChoice) => void
}

/** What becomes of rows that equal others or nearly do. */
export const DuplicateChoiceField = ({ value, onChange }: DuplicateChoiceFieldProps) => (
  <fieldset>
    <legend className="mb-1 text-xs font-medium text-ink-2">Rows that are here already, or nearly</legend>
    <div className="grid gap-1.5 sm:grid-cols-3">
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="flex cursor-pointer items-start gap-2 rounded-md border px-2.5 py-1.5 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name="on-duplicate"
            className="mt-1 accent-accent"
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          <span>
            <span className="block font-medium">{choice.label}</span>
            <span className="block text-xs text-ink-2">{choice.meaning}</span>
          </span>
        </label>
      ))}
    </div>
  </fieldset>
)
