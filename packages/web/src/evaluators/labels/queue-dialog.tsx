import type { QueuedForLabels } from '@pawl/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { showToast } from '../../ui/toast.tsx'
import { evaluatorListQuery } from '../evaluator-queries.ts'

export interface QueueDialogProps {
  readonly about: string
  /** Left out: the first one. */
  readonly evaluator?: string | undefined
  /** Further choices. */
  readonly children?: ReactNode
  /** False while those leave nothing to choose from. */
  readonly isReady?: boolean
  readonly onQueue: (wanted: { readonly evaluator: string; readonly limit: number }) => Promise<QueuedForLabels>
  readonly onClose: () => void
}

/** Puts outputs before people, who say whether the evaluator is right about them. */
export function QueueDialog({ about, evaluator: given, children, isReady = true, onQueue, onClose }: QueueDialogProps) {
  const [chosen, setChosen] = useState(given ?? '')
  const [limit, setLimit] = useState('100')
  const known = useQuery(evaluatorListQuery(false))
  const queries = useQueryClient()
  // Those that ask a model come first: they are the ones that must be measured.
  const evaluators = [...(known.data?.evaluators ?? [])].sort(
    (a, b) => Number(isJudge(b.kind)) - Number(isJudge(a.kind)),
  )
  const evaluator = chosen === '' ? (evaluators[0]?.name ?? '') : chosen
  const count = Number(limit)
  const isCount = Number.isInteger(count) && count >= 1 && count <= 1000
  const canQueue = isReady && isCount && evaluator !== ''
  const queueing = useMutation({
    mutationFn: () => onQueue({ evaluator, limit: count }),
    onSuccess: async ({ addedCount, knownCount }) => {
      showToast(toldText(evaluator, { addedCount, knownCount }))
      await queries.invalidateQueries({ queryKey: ['evaluators'] })
      onClose()
    },
  })
  return (
    <Dialog open onClose={onClose} title="Have people label outputs" description={about}>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (canQueue) queueing.mutate()
        }}
      >
        <Field
          label="Evaluator"
          hint="People say of each output whether it should pass; the evaluator is measured against them."
        >
          {(control) => (
            <Select {...control} value={evaluator} onChange={(event) => setChosen(event.target.value)}>
              {evaluators.map(({ name, kind }) => (
                <option key={name} value={name}>
                  {isJudge(kind) ? `${name} (judge)` : name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {children}
        <Field label="How many" error={isCount ? undefined : 'A whole number from 1 to 1000.'}>
          {(control) => (
            <Input {...control} inputMode="numeric" value={limit} onChange={(event) => setLimit(event.target.value)} />
          )}
        </Field>
        <DialogEnd
          problem={queueing.isError ? problemOf(queueing.error) : undefined}
          onClose={onClose}
          action={queueing.isPending ? 'Choosing …' : 'Put into the queue'}
          disabled={queueing.isPending || !canQueue}
        />
      </form>
    </Dialog>
  )
}

const isJudge = (kind: string): boolean => kind === 'judge' || kind === 'autoevals'

function toldText(evaluator: string, { addedCount, knownCount }: QueuedForLabels): string {
  if (addedCount + knownCount === 0) return 'Nothing with an output was found'
  const more = knownCount === 0 ? '' : `; ${formatCount(knownCount)} were there already`
  return `${formatCount(addedCount)} in the labelling queue of ${evaluator}${more}`
}
