import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createProject, problemOf, signOut } from '../api/index.ts'
import { Button } from '../ui/button.tsx'
import { Field, Input, Select } from '../ui/field.tsx'
import { whoAmIQuery } from './access-queries.ts'
import { SettingsSection } from './settings-section.tsx'
import { useProjects } from './use-projects.ts'

/** Which project this browser looks at. With keys the key decides, and another key is needed for another project. */
export function ProjectSection({ project }: { readonly project: string }) {
  const me = useQuery(whoAmIQuery)
  const byKey = me.data?.keysExist === true
  return (
    <SettingsSection id="project" title="Project" about="One AI application. It owns its traces, keys and settings.">
      {byKey ? (
        <SignedIn project={project} person={me.data?.person ?? ''} role={me.data?.role ?? ''} />
      ) : (
        <ProjectSwitch project={project} />
      )}
    </SettingsSection>
  )
}

function SignedIn({
  project,
  person,
  role,
}: {
  readonly project: string
  readonly person: string
  readonly role: string
}) {
  const queries = useQueryClient()
  const leaving = useMutation({ mutationFn: signOut, onSuccess: () => queries.resetQueries() })
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p>
        <span className="font-medium">{project}</span>
        <span className="text-ink-3">
          , signed in as {person} ({role})
        </span>
      </p>
      <Button disabled={leaving.isPending} onClick={() => leaving.mutate()}>
        Sign out
      </Button>
    </div>
  )
}

function ProjectSwitch({ project }: { readonly project: string }) {
  const { others, show } = useProjects()
  const [name, setName] = useState('')
  const creation = useMutation({
    mutationFn: () => createProject(name.trim()),
    onSuccess: async () => {
      await show(name.trim())
      setName('')
    },
  })
  return (
    <div className="grid max-w-xl gap-4 sm:grid-cols-2">
      <Field label="Shown project">
        {(control) => (
          <Select {...control} value={project} onChange={(event) => void show(event.target.value)}>
            {[project, ...others].map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
        )}
      </Field>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') creation.mutate()
        }}
      >
        <Field
          label="New project"
          hint="Lower-case letters, digits, “.”, “_” and “-”"
          error={creation.isError ? problemOf(creation.error).detail : undefined}
        >
          {(control) => (
            <div className="flex gap-2">
              <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />
              <Button type="submit" disabled={name.trim() === '' || creation.isPending}>
                Create
              </Button>
            </div>
          )}
        </Field>
      </form>
    </div>
  )
}
