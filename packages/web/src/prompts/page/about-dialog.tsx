import type { PromptSummary } from '@pawl/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changePrompt, problemOf } from '../../api/index.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { Field, Input, TextArea } from '../../ui/field.tsx'
import { datasetNamesQuery, evaluatorNamesQuery, promptQuery } from '../prompt-queries.ts'
import { NameChoice } from './name-choice.tsx'

/** What a prompt is for, and the datasets and evaluators that must pass before a version of it ships. */
export function AboutDialog({ prompt, onClose }: { readonly prompt: PromptSummary; readonly onClose: () => void }) {
  const [description, setDescription] = useState(prompt.description)
  const [datasets, setDatasets] = useState<readonly string[]>(prompt.protectedBy.datasets)
  const [evaluators, setEvaluators] = useState<readonly string[]>(prompt.protectedBy.evaluators)
  const [reason, setReason] = useState('')
  const lost = prompt.protectedBy.datasets.filter((name) => !datasets.includes(name))
  const knownDatasets = useQuery(datasetNamesQuery).data
  const knownEvaluators = useQuery(evaluatorNamesQuery).data
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: () =>
      changePrompt(prompt.name, {
        description: description.trim(),
        protectedBy: { datasets: [...datasets], evaluators: [...evaluators] },
        ...(lost.length > 0 && reason.trim() !== '' && { reason: reason.trim() }),
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
        <NameChoice
          label="Datasets that protect it"
          none="There is no dataset yet."
          known={knownDatasets}
          chosen={datasets}
          onChange={setDatasets}
        />
        <NameChoice
          label="Evaluators that protect it"
          none="There is no evaluator yet."
          known={knownEvaluators}
          chosen={evaluators}
          onChange={setEvaluators}
        />
        {lost.length === 0 ? null : (
          <Field label={`Why ${lost.join(', ')} need not protect it any more`}>
            {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
          </Field>
        )}
        <DialogEnd problem={problem} onClose={onClose} action="Save" disabled={save.isPending} />
      </form>
    </Dialog>
  )
}
