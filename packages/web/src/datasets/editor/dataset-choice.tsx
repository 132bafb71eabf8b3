import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { createPreference } from '../../ui/preference.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { datasetListQuery } from '../dataset-queries.ts'
import { NewDatasetDialog } from '../list/new-dataset-dialog.tsx'

/** The dataset that got a row last: the next one most likely belongs there too. */
export const lastDataset = createPreference<string>({
  key: 'pawl.last-dataset',
  initial: '',
  parse: (stored) => stored,
  format: (name) => name,
})

export interface DatasetChoiceProps {
  readonly value: string
  readonly onChange: (dataset: string) => void
  readonly error?: string | undefined
}

/** Which dataset a row goes to; starts at the one used last, and makes a new one in place. */
export function DatasetChoice({ value, onChange, error }: DatasetChoiceProps) {
  const list = useQuery(datasetListQuery())
  const [isMaking, setIsMaking] = useState(false)
  const datasets = list.data?.datasets
  useEffect(() => {
    if (value !== '' || datasets === undefined) return
    // What was changed last is most likely what somebody works on.
    const [newest] = datasets.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))
    const first = datasets.find((one) => one.name === lastDataset.get()) ?? newest
    if (first) onChange(first.name)
  }, [value, datasets, onChange])
  return (
    <>
      <Field label="Dataset" error={error} hint={datasets?.find((one) => one.name === value)?.protects || undefined}>
        {(control) => (
          <div className="flex gap-1.5">
            <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
              {value === '' ? <option value="">{datasets?.length === 0 ? 'None yet' : 'Choose…'}</option> : null}
              {datasets?.map(({ id, name }) => (
                <option key={id} value={name}>
                  {oneLine(name, 100)}
                </option>
              ))}
            </Select>
            <Button icon={Plus} onClick={() => setIsMaking(true)}>
              New
            </Button>
          </div>
        )}
      </Field>
      {isMaking ? (
        <NewDatasetDialog onClose={() => setIsMaking(false)} onMade={(dataset) => onChange(dataset.name)} />
      ) : null}
    </>
  )
}
