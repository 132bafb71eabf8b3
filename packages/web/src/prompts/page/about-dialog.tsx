import type { PromptSummary } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changePrompt, problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { promptQuery } from '../prompt-queries.ts'

const lines = (names: readonly string[]): string => names.join('\n')
const namesOf = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
]

/** What a prompt is for, and the datasets and evaluators that must pass before a version of it ships. */
export function AboutDialog({ prompt, onClose }: { readonly prompt: PromptSummary; readonly onClose: () => void }) {
  const [description, setDescription] = useState(prompt.description)
  const [datasets, setDatasets] = useState(() => lines(prompt.protectedBy.datasets))
  const [evaluators, setEvaluators] = useState(() => lines(prompt.protectedBy.evaluators))
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: () =>
      changePrompt(prompt.name, {
        description: description.trim(),
        protectedBy: { datasets: namesOf(datasets), evaluators: namesOf(evaluators) },
      }),
    onSuccess: async (changed) => {
      queries.setQueryData(promptQuery(prompt.name).queryKey, changed)
      await queries.invalidateQueries({ queryKey: ['prompts'] })
      onClose()
    },
  })
  const problem = save.isError ? problemOf(save.error) : undefined
  return (
    <Dialog open onClose={onClose} title="About the prompt">
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <Field label="What it is for">
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
        <Field label="Datasets that protect it" hint="One name a line, such as refund_policy_regressions.">
          {(control) => (
            <TextArea {...control} rows={3} value={datasets} onChange={(event) => setDatasets(event.target.value)} />
          )}
        </Field>
        <Field label="Evaluators that protect it" hint="One name a line.">
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              value={evaluators}
              onChange={(event) => setEvaluators(event.target.value)}
            />
          )}
        </Field>
        {problem === undefined ? null : (
          <p role="alert" className="text-xs text-error">
            {problem.detail} {problem.fix}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
