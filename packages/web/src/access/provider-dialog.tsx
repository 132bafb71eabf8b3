import type { ModelProvider } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf, setProvider } from '../api/index.ts'
import { Dialog } from '../ui/dialog.tsx'
import { DialogEnd } from '../ui/dialog-end.tsx'
import { Field, Input } from '../ui/field.tsx'
import { showToast } from '../ui/toast.tsx'
import { providersQuery } from './access-queries.ts'
import { type ProviderDraft, toChange, toDraft } from './provider-draft.ts'

export interface ProviderDialogProps {
  readonly project: string
  /** Null makes a new one. */
  readonly provider: ModelProvider | null
  readonly onClose: () => void
}

/** Edits a provider. What the key is stays unknown to the page: an empty field leaves it as it is. */
export function ProviderDialog({ project, provider, onClose }: ProviderDialogProps) {
  const [draft, setDraft] = useState(toDraft(provider))
  const queries = useQueryClient()
  const change = toChange(draft, provider)
  const name = draft.name.trim()
  const saving = useMutation({
    mutationFn: () => setProvider(name, change ?? {}),
    onSuccess: async () => {
      showToast(`${name} saved`)
      await queries.invalidateQueries({ queryKey: providersQuery(project).queryKey })
      onClose()
    },
  })
  const isOwn = provider === null || provider.kind === 'openai-compatible'
  const isReady = name !== '' && change !== undefined && (!isOwn || draft.baseUrl.trim() !== '')
  const problem = saving.isError ? problemOf(saving.error) : undefined
  return (
    <Dialog
      open
      onClose={onClose}
      title={provider === null ? 'Add a provider' : provider.name}
      description={isOwn ? 'Any server that speaks OpenAI’s chat completions, a local one too.' : ''}
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) saving.mutate()
        }}
      >
        <AccessFields provider={provider} draft={draft} onChange={setDraft} />
        <LimitFields draft={draft} onChange={setDraft} />
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={draft.isDefault}
            onChange={(event) => setDraft({ ...draft, isDefault: event.target.checked })}
          />
          Models that are named without a provider are here
        </label>
        <DialogEnd problem={problem} onClose={onClose} action="Save" disabled={!isReady || saving.isPending}>
          {change === undefined ? 'Limits are whole numbers from 1, or empty.' : undefined}
        </DialogEnd>
      </form>
    </Dialog>
  )
}

interface FieldsProps {
  readonly draft: ProviderDraft
  readonly onChange: (draft: ProviderDraft) => void
}

function AccessFields({ provider, draft, onChange }: FieldsProps & { readonly provider: ModelProvider | null }) {
  const isOwn = provider === null || provider.kind === 'openai-compatible'
  return (
    <>
      {provider === null ? (
        <Field label="Name" hint={`Stands before the slash: ${draft.name.trim() || 'local'}/some-model`}>
          {(control) => (
            <Input
              {...control}
              placeholder="local"
              value={draft.name}
              onChange={(event) => onChange({ ...draft, name: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      <Field label="Key" hint={keyHint(provider)}>
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="new-password"
            placeholder={provider?.keyEnding ? `…${provider.keyEnding}` : ''}
            value={draft.apiKey}
            onChange={(event) => onChange({ ...draft, apiKey: event.target.value })}
          />
        )}
      </Field>
      <Field label="Address" hint={isOwn ? 'Up to and with /v1' : 'Only for a gateway; its own when empty'}>
        {(control) => (
          <Input
            {...control}
            inputMode="url"
            placeholder="http://127.0.0.1:11434/v1"
            value={draft.baseUrl}
            onChange={(event) => onChange({ ...draft, baseUrl: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}

function keyHint(provider: ModelProvider | null): string {
  if (provider === null) return 'Stored encrypted. Empty where the server needs none.'
  if (provider.source === 'environment') return `${provider.keyVariable} is used. A key here goes before it.`
  return provider.keyEnding === null
    ? 'Stored encrypted, and never shown again.'
    : 'A key is stored. Empty leaves it as it is.'
}

function LimitFields({ draft, onChange }: FieldsProps) {
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      {limitFields.map(({ key, label, placeholder }) => (
        <Field key={key} label={label}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              placeholder={placeholder}
              value={draft[key]}
              onChange={(event) => onChange({ ...draft, [key]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </div>
  )
}

const limitFields = [
  { key: 'maxConcurrency', label: 'Calls at once', placeholder: '16' },
  { key: 'requestsPerMinute', label: 'Calls a minute', placeholder: 'no limit' },
  { key: 'tokensPerMinute', label: 'Tokens a minute', placeholder: 'no limit' },
] as const
