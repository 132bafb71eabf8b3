import { Field, Input, TextArea } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ChannelChoice } from './channel-choice.tsx'
import { suggestedName } from './monitor-draft.ts'
import type { DraftFieldsProps } from './read-draft.ts'

export interface NameFieldsProps extends DraftFieldsProps {
  readonly known: string | undefined
}

/** What it is called, and who is told. */
export const NameFields = ({ draft, onChange, issues, known }: NameFieldsProps) => (
  <Panel title="Name and channels">
    <div className="space-y-3 p-3.5">
      <Field
        label="Name"
        error={issues.name}
        hint={known === undefined ? undefined : 'The name stays. What watches something else than before learns anew.'}
      >
        {(control) => (
          <Input
            {...control}
            disabled={known !== undefined}
            placeholder={suggestedName(draft)}
            value={draft.name}
            onChange={(event) => onChange({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      <Field label="What it is for" error={issues.description}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            value={draft.description}
            onChange={(event) => onChange({ ...draft, description: event.target.value })}
          />
        )}
      </Field>
      <ChannelChoice chosen={draft.channels} onChange={(channels) => onChange({ ...draft, channels })} />
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          className="size-3.5 shrink-0 accent-accent-fill pointer-coarse:size-5"
          checked={draft.isEnabled}
          onChange={(event) => onChange({ ...draft, isEnabled: event.target.checked })}
        />
        Watch now
      </label>
    </div>
  </Panel>
)
