import { promptFileForm, promptNameSchema } from '@pawl/core'
import { useQueryClient } from '@tanstack/react-query'
import { importPrompt, problemOf } from '../../api/index.ts'
import { showToast } from '../../ui/toast.tsx'

/** Makes files the newest versions of their prompts, and says what became of them. */
export function useImportFile(): (files: readonly File[]) => Promise<void> {
  const queries = useQueryClient()
  return async (files) => {
    const done: string[] = []
    try {
      for (const file of files) {
        const ownName = promptNameSchema.safeParse(file.name.replace(/(?:\.prompt)?\.(?:ya?ml|json)$/i, ''))
        const imported = await importPrompt({
          text: await file.text(),
          form: promptFileForm(file.name),
          ...(ownName.success && { name: ownName.data }),
        })
        done.push(
          `${imported.prompt}: ${imported.isNew ? 'new version' : 'already there as version'} ${imported.version.number}`,
        )
      }
      if (done.length > 0) showToast(done.join('; '))
    } catch (error) {
      const { detail, where } = problemOf(error)
      showToast(`${files[done.length]?.name ?? ''}: ${detail}${where === undefined ? '' : ` (${where})`}`, 'error')
    }
    await queries.invalidateQueries({ queryKey: ['prompts'] })
  }
}
