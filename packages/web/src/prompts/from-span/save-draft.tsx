import { type PromptMark, promptNameSchema } from '@pawl/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { addVersion, createPrompt, draftPrompt, problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { showToast } from '../../ui/toast.tsx'
import { keepSamples } from '../editor/kept-draft.ts'
import { promptListQuery } from '../prompt-queries.ts'

export interface SaveDraftProps {
  readonly address: { readonly traceId: string; readonly spanId: string }
  readonly options: {
    readonly marks: readonly PromptMark[]
    readonly ownMessages?: number
    readonly model?: string
  }
  readonly isReady: boolean
}

/** Saves the draft as a new prompt, or as the next version of one that there is. */
export function SaveDraft({ address, options, isReady }: SaveDraftProps) {
  const [name, setName] = useState('')
  const known = useQuery(promptListQuery(false))
  const queries = useQueryClient()
  const navigate = useNavigate()
  const isKnown = known.data?.prompts.some((prompt) => prompt.name === name.trim()) === true
  const save = useMutation({
    mutationFn: async () => {
      const prompt = name.trim()
      // Made by the server, which has the bytes of images that the page only refers to.
      const draft = await draftPrompt({ ...address, ...options, marks: [...options.marks] })
      const version = { content: draft.content, note: `From span ${address.spanId} of trace ${address.traceId}` }
      if (isKnown) return { draft, isNew: (await addVersion(prompt, version)).isNew }
      await createPrompt({ name: prompt, version })
      return { draft, isNew: true }
    },
    onSuccess: async ({ draft, isNew }) => {
      const samples = Object.entries(draft.input.variables).map(([key, value]): [string, string] => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ])
      keepSamples(name.trim(), Object.fromEntries(samples))
      if (!isNew) showToast('The prompt has this version already')
      await queries.invalidateQueries({ queryKey: ['prompts'] })
      await navigate({ to: '/prompts/$name', params: { name: name.trim() } })
    },
  })
  const read = promptNameSchema.safeParse(name.trim())
  const wrongName = name === '' || read.success ? undefined : read.error.issues[0]?.message
  const problem = save.isError ? problemOf(save.error) : undefined
  return (
    <form
      className="space-y-2 rounded-lg border bg-surface p-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (read.success && isReady) save.mutate()
      }}
    >
      <Field
        label="Name of the prompt"
        error={wrongName ?? problem?.detail}
        hint={isKnown ? 'There is one of this name: this becomes its next version.' : undefined}
      >
        {(control) => (
          <Input {...control} list="known-prompts" value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <datalist id="known-prompts">
        {known.data?.prompts.map((prompt) => (
          <option key={prompt.name} value={prompt.name} />
        ))}
      </datalist>
      <Button type="submit" variant="primary" className="w-full" disabled={!read.success || !isReady || save.isPending}>
        {isKnown ? 'Save as the next version' : 'Make the prompt'}
      </Button>
    </form>
  )
}
