import type { Score } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Gauge, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { deleteScore, problemOf } from '../../api/index.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Instant } from '../../ui/instant.tsx'
import { LongText } from '../../ui/long-text.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { ScoreChip } from '../marks/score-chip.tsx'
import { ScoreDialog, type ScoreTarget } from './score-dialog.tsx'

const sources = { human: 'a person', code: 'code', llm: 'a model', user: 'user feedback' } as const satisfies Record<
  Score['source'],
  string
>

export interface ScoreListProps {
  readonly scores: readonly Score[]
  readonly target: ScoreTarget
  readonly about: string
}

/** Scores with who gave them and why, and the form to add one. */
export function ScoreList({ scores, target, about }: ScoreListProps) {
  const [adds, setAdds] = useState(false)
  const button = (
    <Button variant={scores.length === 0 ? 'primary' : 'default'} onClick={() => setAdds(true)}>
      Add score
    </Button>
  )
  return (
    <div>
      {scores.length === 0 ? (
        <EmptyState icon={Gauge} title="No scores" action={button}>
          Scores come from people, evaluators and user feedback, also through{' '}
          <code className="font-mono text-xs">POST /api/scores</code>.
        </EmptyState>
      ) : (
        <>
          <ul className="divide-y">
            {scores.map((score) => (
              <ScoreItem key={score.id} score={score} />
            ))}
          </ul>
          <div className="p-4">{button}</div>
        </>
      )}
      {adds ? <ScoreDialog target={target} about={about} onClose={() => setAdds(false)} /> : null}
    </div>
  )
}

function ScoreItem({ score }: { readonly score: Score }) {
  const queries = useQueryClient()
  const removal = useMutation({
    mutationFn: () => deleteScore(score.id),
    onSuccess: () => queries.invalidateQueries(),
    onError: (error) => showToast(problemOf(error).detail, 'error'),
  })
  return (
    <li className="px-4 py-3">
      <div className="flex items-center gap-2">
        <ScoreChip score={score} />
        <span className="text-xs text-ink-3">
          by {score.author ? oneLine(score.author, 60) : sources[score.source]}
          {score.evaluatorVersion ? `, ${oneLine(score.evaluatorVersion, 60)}` : ''}, <Instant iso={score.createdAt} />
        </span>
        <IconButton
          icon={Trash2}
          label="Delete the score"
          className="ml-auto"
          disabled={removal.isPending}
          onClick={() => removal.mutate()}
        />
      </div>
      {score.explanation ? <LongText text={score.explanation} className="mt-1.5 text-ink-2" /> : null}
    </li>
  )
}
