import type { Monitor, MonitorDefinition } from '@pawl/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { changeMonitor, createMonitor, Loaded, problemOf } from '../../api/index.ts'
import { showToast } from '../../ui/toast.tsx'
import { monitorQuery } from '../monitor-queries.ts'
import type { NewMonitorSearch } from '../monitor-search.ts'
import { draftOf, type MonitorDraft, newDraft } from './monitor-draft.ts'
import { MonitorEditor } from './monitor-editor.tsx'

export function NewMonitorPage() {
  const search: NewMonitorSearch = useSearch({ from: '/monitors/_new' })
  return <EditorPage title="New monitor" action="Save the monitor" start={newDraft(search)} save={createMonitor} />
}

export function EditMonitorPage() {
  const { name } = useParams({ from: '/monitors/$name/edit' })
  const monitor = useQuery({ ...monitorQuery(name), refetchInterval: false })
  return (
    <Loaded isPage query={monitor}>
      {(data) => (
        <EditorPage
          key={name}
          title={`Edit ${name}`}
          action="Save the changes"
          known={name}
          start={draftOf(data.definition)}
          save={(definition) => changeMonitor(name, definition)}
        />
      )}
    </Loaded>
  )
}

interface EditorPageProps {
  readonly title: string
  readonly action: string
  /** The name of the one that exists; it stays. */
  readonly known?: string
  readonly start: MonitorDraft
  readonly save: (definition: MonitorDefinition) => Promise<Monitor>
}

function EditorPage({ title, action, known, start: given, save }: EditorPageProps) {
  // What is typed must not be lost to a refetch.
  const [start] = useState(given)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const saving = useMutation({
    mutationFn: save,
    onSuccess: async ({ definition: { name } }) => {
      await queries.invalidateQueries({ queryKey: ['monitors'] })
      showToast('Monitor saved')
      await navigate({ to: '/monitors/$name', params: { name }, search: {} })
    },
  })
  return (
    <MonitorEditor
      title={title}
      action={action}
      known={known}
      start={start}
      isSaving={saving.isPending || saving.isSuccess}
      problem={saving.isError ? problemOf(saving.error) : undefined}
      onSave={(definition) => saving.mutate(definition)}
    />
  )
}
