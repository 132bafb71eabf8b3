import type { PromptFileForm, PromptSummary } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Archive, ArchiveRestore, Download, EllipsisVertical, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { changePrompt, deletePrompt, exportVersion, problemOf } from '../../api/index.ts'
import { IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { showToast } from '../../ui/toast.tsx'

async function download(name: string, number: number, form: PromptFileForm): Promise<void> {
  try {
    const { text, losses } = await exportVersion(name, number, form)
    const stem = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+/, '') || 'prompt'
    saveFile(new Blob([text], { type: 'application/yaml' }), `${stem}${form === 'github' ? '.prompt.yml' : '.yml'}`)
    if (losses.length > 0) showToast(losses.join('; '))
  } catch (error) {
    showToast(problemOf(error).detail, 'error')
  }
}

/** What is done with a prompt as a whole. */
export function PromptActions({ prompt }: { readonly prompt: PromptSummary }) {
  const { name, newest, archivedAt } = prompt
  const [asks, setAsks] = useState(false)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const reread = () => queries.invalidateQueries({ queryKey: ['prompts'] })
  const archive = useMutation({
    mutationFn: (archived: boolean) => changePrompt(name, { archived }),
    onSuccess: reread,
    onError: (error) => showToast(`${problemOf(error).detail} ${problemOf(error).fix ?? ''}`, 'error'),
  })
  const remove = useMutation({
    mutationFn: () => deletePrompt(name),
    onSuccess: async () => {
      await navigate({ to: '/prompts' })
      await reread()
    },
  })
  return (
    <>
      <Menu trigger={<IconButton icon={EllipsisVertical} label="More" variant="default" />}>
        {newest === null ? null : (
          <>
            <MenuItem icon={Download} onSelect={() => void download(name, newest.number, 'pawl')}>
              Save as YAML
            </MenuItem>
            <MenuItem icon={Download} onSelect={() => void download(name, newest.number, 'github')}>
              Save as GitHub’s .prompt.yml
            </MenuItem>
            <MenuSeparator />
          </>
        )}
        <MenuItem
          icon={archivedAt === null ? Archive : ArchiveRestore}
          onSelect={() => archive.mutate(archivedAt === null)}
        >
          {archivedAt === null ? 'Archive' : 'Bring back'}
        </MenuItem>
        <MenuItem icon={Trash2} danger onSelect={() => setAsks(true)}>
          Delete…
        </MenuItem>
      </Menu>
      <Confirm
        open={asks}
        title="Delete this prompt?"
        action="Delete"
        busy={remove.isPending}
        problem={remove.isError ? problemOf(remove.error) : undefined}
        onConfirm={() => remove.mutate()}
        onClose={() => {
          remove.reset()
          setAsks(false)
        }}
      >
        All of its versions go with it. A prompt that is live, or that a run refers to, stays.
      </Confirm>
    </>
  )
}
