import type { ProjectSettings, ProjectSettingsChange } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { changeSettings, problemOf } from '../api/index.ts'
import { showToast } from '../ui/toast.tsx'

export interface SaveSettings {
  readonly change: (changes: ProjectSettingsChange) => void
  readonly isSaving: boolean
}

/** What a form of the settings page is given. */
export interface SettingsFormProps {
  readonly settings: ProjectSettings
  readonly save: SaveSettings
}

/** Saves parts of a project's settings and says how it went. */
export function useSaveSettings(project: string): SaveSettings {
  const queries = useQueryClient()
  const saving = useMutation({
    mutationFn: (changes: ProjectSettingsChange) => changeSettings(project, changes),
    onSuccess: async () => {
      showToast('Saved')
      await queries.invalidateQueries({ queryKey: ['settings', project] })
    },
    onError: (error) => {
      const { detail, fix } = problemOf(error)
      showToast([detail, fix].filter(Boolean).join(' '), 'error')
    },
  })
  return { change: saving.mutate, isSaving: saving.isPending }
}
