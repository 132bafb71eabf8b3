import type { RunRowDetail, Trial } from '@pawl/core'
import { useMutation } from '@tanstack/react-query'
import { Tag } from 'lucide-react'
import { addLabelSubjects, problemOf } from '../../api/index.ts'
import { IconButton } from '../../ui/button.tsx'
import { showToast } from '../../ui/toast.tsx'
import { subjectOfTrial } from './trial-subject.ts'

export interface LabelButtonProps {
  readonly row: RunRowDetail
  readonly trial: Trial
  readonly score: Trial['scores'][number]
}

/** Puts an output that an evaluator judged before people, who then say whether it was right. */
export function LabelButton({ row, trial, score }: LabelButtonProps) {
  const { evaluator, evaluatorVersion, outcome, reason } = score
  const adding = useMutation({
    mutationFn: () =>
      addLabelSubjects(evaluator, [
        {
          subject: subjectOfTrial(row, trial),
          source: {
            runId: trial.runId,
            rowId: trial.rowId,
            trial: trial.trial,
            ...(trial.traceId ? { traceId: trial.traceId } : {}),
          },
          judgement: { result: { score: score.score, outcome, reason }, versionId: evaluatorVersion },
        },
      ]),
    onSuccess: ({ addedCount }) =>
      showToast(addedCount === 0 ? 'It is in the labelling queue already' : `In the labelling queue of ${evaluator}`),
    onError: (error) => showToast(problemOf(error).detail, 'error'),
  })
  return (
    <IconButton
      icon={Tag}
      label="Have people label this output"
      disabled={adding.isPending}
      onClick={() => adding.mutate()}
    />
  )
}
