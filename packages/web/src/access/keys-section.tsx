import type { ApiKey, CreatedApiKey, Role } from '@pawl/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createKey, problemOf, revokeKey, signIn } from '../api/index.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { CodeBlock } from '../ui/code-block.tsx'
import { Confirm, Dialog } from '../ui/dialog.tsx'
import { Field, Input, Select } from '../ui/field.tsx'
import { Instant } from '../ui/instant.tsx'
import { ErrorState, SkeletonLines } from '../ui/states.tsx'
import { showToast } from '../ui/toast.tsx'
import { oneLine } from '../ui/visible-text.ts'
import { keysQuery, whoAmIQuery } from './access-queries.ts'
import { SettingsSection } from './settings-section.tsx'

const roleMeanings = {
  ingest: 'sends telemetry, reads nothing',
  viewer: 'reads',
  editor: 'reads, imports, scores and deletes',
  admin: 'everything, on every project',
} as const satisfies Record<Role, string>

interface NewApiKey {
  readonly role: Role
  readonly owner: string
}

const roleNames = Object.keys(roleMeanings) as readonly Role[]

export function KeysSection({ project }: { readonly project: string }) {
  const keys = useQuery(keysQuery(project))
  return (
    <SettingsSection
      id="keys"
      title="API keys"
      about="Applications send with them, people sign in with them. Needed as soon as Pawl listens on a network."
    >
      <NewKey project={project} />
      {keys.isPending ? <SkeletonLines lines={3} /> : null}
      {keys.isError ? <ErrorState compact problem={problemOf(keys.error)} onRetry={() => void keys.refetch()} /> : null}
      {keys.data?.keys.length === 0 ? (
        <p className="mt-4 text-ink-3">No keys yet. The first one makes every caller need one.</p>
      ) : null}
      {keys.data && keys.data.keys.length > 0 ? (
        <ul className="mt-4 divide-y rounded-lg border bg-surface">
          {keys.data.keys.map((key) => (
            <KeyRow key={key.id} project={project} apiKey={key} />
          ))}
        </ul>
      ) : null}
    </SettingsSection>
  )
}

/** Makes keys. The first one of a server is an admin's, and this page signs in with it. */
function useKeyCreation(project: string, isFirst: boolean) {
  const [created, setCreated] = useState<CreatedApiKey>()
  const queries = useQueryClient()
  const creation = useMutation({
    mutationFn: async (key: NewApiKey) => {
      const made = await createKey(project, key)
      // From now on every caller needs a key, this page too: without it the key would vanish behind the sign-in page.
      if (isFirst) await signIn(made.key).catch((error: unknown) => showToast(problemOf(error).detail, 'error'))
      return made
    },
    onSuccess: async (made) => {
      setCreated(made)
      await queries.invalidateQueries({ queryKey: ['keys', project] })
      await queries.invalidateQueries({ queryKey: whoAmIQuery.queryKey })
    },
  })
  return { creation, created, forget: () => setCreated(undefined) }
}

function NewKey({ project }: { readonly project: string }) {
  const me = useQuery(whoAmIQuery)
  const isFirst = me.data?.keysExist === false
  const [chosenRole, setRole] = useState<Role>('ingest')
  const role = isFirst ? 'admin' : chosenRole
  const [owner, setOwner] = useState('')
  const { creation, created, forget } = useKeyCreation(project, isFirst)
  return (
    <form
      className="grid max-w-2xl items-start gap-3 sm:grid-cols-[1fr_1fr_auto]"
      onSubmit={(event) => {
        event.preventDefault()
        if (owner.trim() === '') return
        creation.mutate({ role, owner: owner.trim() }, { onSuccess: () => setOwner('') })
      }}
    >
      <Field
        label="Owner"
        hint="A person or service"
        error={creation.isError ? problemOf(creation.error).detail : undefined}
      >
        {(control) => <Input {...control} value={owner} onChange={(event) => setOwner(event.target.value)} />}
      </Field>
      <Field
        label="Role"
        hint={isFirst ? 'The first key is an admin’s: with it the others are made' : roleMeanings[role]}
      >
        {(control) => (
          <Select
            {...control}
            disabled={isFirst}
            value={role}
            onChange={(event) => setRole(event.target.value as Role)}
          >
            {roleNames.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        )}
      </Field>
      <Button
        type="submit"
        variant="primary"
        className="sm:mt-5.5"
        disabled={owner.trim() === '' || creation.isPending}
      >
        Create key
      </Button>
      {created ? <ShownOnce created={created} onClose={forget} /> : null}
    </form>
  )
}

const ShownOnce = ({ created, onClose }: { readonly created: CreatedApiKey; readonly onClose: () => void }) => (
  <Dialog open onClose={onClose} title="Copy the key now" description="It is stored hashed and cannot be shown again.">
    <CodeBlock code={created.key} what="Key" />
    <div className="mt-4 flex justify-end">
      <Button variant="primary" onClick={onClose}>
        I have copied it
      </Button>
    </div>
  </Dialog>
)

function KeyRow({ project, apiKey }: { readonly project: string; readonly apiKey: ApiKey }) {
  const [asks, setAsks] = useState(false)
  const queries = useQueryClient()
  const isRevoked = apiKey.revokedAt !== null
  const revocation = useMutation({
    mutationFn: () => revokeKey(project, apiKey.id),
    onSuccess: async () => {
      setAsks(false)
      showToast('Key revoked')
      await queries.invalidateQueries({ queryKey: ['keys', project] })
    },
  })
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-3 py-2 sm:grid-cols-[11rem_4rem_minmax(0,1fr)_auto_5rem]">
      <code className={`truncate font-mono text-xs ${isRevoked ? 'text-ink-3 line-through' : ''}`}>
        {apiKey.prefix}…
      </code>
      <Badge className="w-fit">{apiKey.role}</Badge>
      <span className="truncate">{oneLine(apiKey.owner, 80)}</span>
      <span className="text-xs text-ink-3">
        {apiKey.lastUsedAt ? (
          <>
            used <Instant iso={apiKey.lastUsedAt} as="relative" />
          </>
        ) : (
          'never used'
        )}
      </span>
      {isRevoked ? (
        <span className="text-right text-xs text-ink-3 max-sm:col-start-2">revoked</span>
      ) : (
        <Button className="justify-self-end max-sm:col-start-2" onClick={() => setAsks(true)}>
          Revoke
        </Button>
      )}
      <Confirm
        open={asks}
        onClose={() => setAsks(false)}
        title="Revoke this key?"
        action="Revoke"
        busy={revocation.isPending}
        problem={revocation.isError ? problemOf(revocation.error) : undefined}
        onConfirm={() => revocation.mutate()}
      >
        Whatever uses {apiKey.prefix}… is refused from now on. This cannot be undone.
      </Confirm>
    </li>
  )
}
