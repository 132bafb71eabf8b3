import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { SettingsSection } from './settings-section.tsx'
import type { SettingsFormProps } from './use-save-settings.ts'

export function RetentionSection({ settings, save }: SettingsFormProps) {
  const [days, setDays] = useState(String(settings.retentionDays))
  const value = Number(days)
  const isValid = Number.isInteger(value) && value >= 1 && value <= 36_500
  return (
    <SettingsSection
      id="retention"
      title="Retention"
      about="Traces older than this are deleted with their content and media."
    >
      <form
        className="max-w-60"
        onSubmit={(event) => {
          event.preventDefault()
          if (isValid) save.change({ retentionDays: value })
        }}
      >
        <Field label="Days" error={isValid ? undefined : 'A whole number from 1 to 36,500.'}>
          {(control) => (
            <div className="flex gap-2">
              <Input {...control} inputMode="numeric" value={days} onChange={(event) => setDays(event.target.value)} />
              <Button type="submit" disabled={!isValid || value === settings.retentionDays || save.isSaving}>
                Save
              </Button>
            </div>
          )}
        </Field>
      </form>
    </SettingsSection>
  )
}
