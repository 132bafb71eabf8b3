import { type SecretUse, type StoredSecret, secretNameSchema, secretReference } from '@pawl/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { deleteSecret, problemOf, setSecret } from '../api/index.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { Instant } from '../ui/instant.tsx'
import { ErrorState, SkeletonLines } from '../ui/states.tsx'
import { showToast } from '../ui/toast.tsx'
import { oneLine } from '../ui/visible-text.ts'
import { secretsQuery } from './access-queries.ts'
import { SettingsSection } from './settings-section.tsx'

/** What headers and addresses of outgoing calls name, so that nobody has to write it there. */
export function SecretsSection({ project }: { readonly project: string }) {
  const secrets = useQuery(secretsQuery(project))
  const [name, setName] = useState('')
  return (
    <SettingsSection
      id="secrets"
      title="Secrets"
      about="Keys of agents and services that Pawl calls. Stored encrypted and never shown again: headers and addresses name them."
    >
      <SetSecret project={project} name={name} onName={setName} />
      {secrets.isPending ? <SkeletonLines lines={2} /> : null}
      {secrets.isError ? (
        <ErrorState compact problem={problemOf(secrets.error)} onRetry={() => void secrets.refetch()} />
      ) : null}
      {secrets.data && secrets.data.secrets.length + secrets.data.missing.length > 0 ? (
        <ul className="mt-4 divide-y rounded-lg border bg-surface">
          {secrets.data.secrets.map((secret) => (
            <SecretRow key={secret.name} project={project} secret={secret} onSet={() => setName(secret.name)} />
          ))}
          {secrets.data.missing.map((missing) => (
            <li key={missing.name} className="px-3 py-2">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <code className="font-mono text-xs font-medium">{oneLine(missing.name, 80)}</code>
                <Badge tone="warn">not set</Badge>
                <Button className="ml-auto" onClick={() => setName(missing.name)}>
                  Set
                </Button>
              </div>
              <p className="mt-0.5 text-xs text-ink-3">{usesText(missing.usedBy)}</p>
            </li>
          ))}
        </ul>
      ) : null}
    </SettingsSection>
  )
}

interface SetSecretProps {
  readonly project: string
  readonly name: string
  readonly onName: (name: string) => void
}

function SetSecret({ project, name, onName }: SetSecretProps) {
  const [value, setValue] = useState('')
  const queries = useQueryClient()
  const setting = useMutation({
    mutationFn: () => setSecret(name, value),
    onSuccess: async () => {
      showToast(`${name} is set`)
      setValue('')
      onName('')
      await queries.invalidateQueries({ queryKey: secretsQuery(project).queryKey })
    },
  })
  const badName = name === '' ? undefined : secretNameSchema.safeParse(name).error?.issues[0]?.message
  const isReady = name !== '' && badName === undefined && value.trim().length >= 8
  return (
    <form
      className="grid max-w-2xl items-start gap-3 sm:grid-cols-[1fr_1fr_auto]"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) setting.mutate()
      }}
    >
      <Field label="Name" hint={`Written as ${secretReference(name === '' ? 'AGENT_KEY' : name)}`} error={badName}>
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            placeholder="AGENT_KEY"
            value={name}
            onChange={(event) => onName(event.target.value.toUpperCase())}
          />
        )}
      </Field>
      <Field
        label="Value"
        hint="At least 8 characters, on one line"
        error={setting.isError ? problemOf(setting.error).detail : undefined}
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="new-password"
            value={value}
            onChange={(event) => setValue(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" className="sm:mt-5.5" disabled={!isReady || setting.isPending}>
        Set secret
      </Button>
    </form>
  )
}

interface SecretRowProps {
  readonly project: string
  readonly secret: StoredSecret
  readonly onSet: () => void
}

function SecretRow({ project, secret, onSet }: SecretRowProps) {
  const [asks, setAsks] = useState(false)
  const queries = useQueryClient()
  const { name, source, isReadable, updatedAt, updatedBy, usedBy } = secret
  const deletion = useMutation({
    mutationFn: () => deleteSecret(name),
    onSuccess: async () => {
      setAsks(false)
      showToast(`${name} deleted`)
      await queries.invalidateQueries({ queryKey: secretsQuery(project).queryKey })
    },
  })
  return (
    <li className="px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <code className="min-w-0 font-mono text-xs font-medium break-all">{name}</code>
        <CopyButton text={() => secretReference(name)} what="Reference" />
        {isReadable ? null : <Badge tone="warn">encrypted with another key</Badge>}
        <span className="ml-auto flex gap-1.5">
          <Button onClick={onSet}>{source === 'stored' ? 'Replace' : 'Set here'}</Button>
          {source === 'stored' ? <Button onClick={() => setAsks(true)}>Delete</Button> : null}
        </span>
      </div>
      <p className="mt-0.5 text-xs text-ink-3">
        {updatedAt === null ? (
          `from PAWL_SECRETS_${name} of the server`
        ) : (
          <>
            set by {oneLine(updatedBy ?? '', 60)} <Instant iso={updatedAt} as="relative" />
          </>
        )}
        {usedBy.length === 0 ? ' · named by nothing' : ` · ${usesText(usedBy)}`}
      </p>
      <Confirm
        open={asks}
        onClose={() => setAsks(false)}
        title={`Delete ${name}?`}
        action="Delete"
        busy={deletion.isPending}
        problem={deletion.isError ? problemOf(deletion.error) : undefined}
        onConfirm={() => deletion.mutate()}
      >
        {usedBy.length === 0
          ? 'Nothing names it now. Its value cannot be brought back.'
          : `Its value cannot be brought back, and calls fail from now on: ${usesText(usedBy)}.`}
      </Confirm>
    </li>
  )
}

const usesText = (uses: readonly SecretUse[]): string =>
  `named by ${uses
    .map(({ kind, name, environment }) =>
      oneLine(`${kind} ${name}${environment === undefined ? '' : ` in ${environment}`}`, 80),
    )
    .join(', ')}`
