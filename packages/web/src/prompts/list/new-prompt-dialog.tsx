import { promptNameSchema } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { createPrompt, problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'

/** Names a prompt and opens its editor; its first version is made there. */
export function NewPromptDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const navigate = useNavigate()
  const queries = useQueryClient()
  const create = useMutation({
    mutationFn: () => createPrompt({ name: name.trim(), description: description.trim() }),
    onSuccess: async ({ prompt }) => {
      await queries.invalidateQueries({ queryKey: ['prompts'] })
      await navigate({ to: '/prompts/$name', params: { name: prompt.name } })
    },
  })
  const read = promptNameSchema.safeParse(name.trim())
  const wrongName = name === '' || read.success ? undefined : read.error.issues[0]?.message
  return (
    <Dialog open onClose={onClose} title="New prompt">
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (read.success) create.mutate()
        }}
      >
        <Field
          label="Name"
          hint="Stays for good: applications and runs know the prompt by it."
          error={wrongName ?? (create.isError ? problemOf(create.error).detail : undefined)}
        >
          {(control) => <Input {...control} autoFocus value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label="What it is for">
          {(control) => (
            <Input {...control} value={description} onChange={(event) => setDescription(event.target.value)} />
          )}
        </Field>
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!read.success || create.isPending}>
            Make it
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
