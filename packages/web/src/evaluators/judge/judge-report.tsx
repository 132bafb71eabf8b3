import type { EvaluatorAccuracy } from '@pawl/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ShieldCheck, ShieldX } from 'lucide-react'
import { judgeLabelSubjects, problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { formatCount } from '../../ui/format/index.ts'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { accuracyQuery } from '../evaluator-queries.ts'
import { AccuracyFigures } from './accuracy-figures.tsx'

/** How far an evaluator agrees with people, and whether that is enough to decide a gate. */
export function JudgeReport({ name, kind }: { readonly name: string; readonly kind: string }) {
  const accuracy = useQuery(accuracyQuery(name))
  if (accuracy.isPending) {
    return (
      <div className="p-4">
        <SkeletonLines lines={8} />
      </div>
    )
  }
  if (accuracy.isError)
    return <ErrorState problem={problemOf(accuracy.error)} onRetry={() => void accuracy.refetch()} />
  return (
    <div className="mx-auto max-w-4xl space-y-4 p-4">
      <Fitness accuracy={accuracy.data} kind={kind} />
      <Labels accuracy={accuracy.data} name={name} />
      <AccuracyFigures accuracy={accuracy.data} />
    </div>
  )
}

function Fitness({ accuracy, kind }: { readonly accuracy: EvaluatorAccuracy; readonly kind: string }) {
  const { isFit, reason, number } = accuracy
  const Icon = isFit ? ShieldCheck : ShieldX
  const isJudge = kind === 'judge' || kind === 'autoevals'
  return (
    <section
      aria-label="Fitness"
      className={cx(
        'flex gap-3 rounded-lg border p-4',
        isFit ? 'bg-ok-soft' : isJudge ? 'bg-error-soft' : 'bg-surface',
      )}
    >
      <Icon
        aria-hidden
        size={20}
        className={cx('mt-0.5 shrink-0', isFit ? 'text-ok' : isJudge ? 'text-error' : 'text-ink-3')}
      />
      <div>
        <p className="font-semibold">
          {isFit
            ? `Version ${number} may decide a gate`
            : isJudge
              ? `Version ${number} is unfit for gating`
              : 'Not measured against people'}
        </p>
        <p className="text-ink-2">{reason}</p>
      </div>
    </section>
  )
}

function Labels({ accuracy, name }: { readonly accuracy: EvaluatorAccuracy; readonly name: string }) {
  const { comparedCount, notJudgedCount, disputedCount, labelsStillNeeded } = accuracy
  const queries = useQueryClient()
  const judging = useMutation({
    mutationFn: () => judgeLabelSubjects(name, { limit: 200, spendingCapUsd: 1 }),
    onSuccess: async ({ message }) => {
      showToast(message)
      await queries.invalidateQueries({ queryKey: ['evaluators'] })
    },
    onError: (error) => showToast(problemOf(error).detail, 'error'),
  })
  return (
    <section
      aria-label="Labels"
      className="flex flex-wrap items-center gap-x-6 gap-y-3 rounded-lg border bg-surface p-4"
    >
      <Count label="labels compared" count={comparedCount} />
      <Count label="labelled, not judged" count={notJudgedCount} />
      <Count label="disputed among people" count={disputedCount} />
      <p className="min-w-48 flex-1 text-ink-2">{neededText(labelsStillNeeded)}</p>
      <span className="flex gap-2">
        <Button
          disabled={judging.isPending}
          title="Asks the evaluator, for one US dollar at most"
          onClick={() => judging.mutate()}
        >
          {judging.isPending ? 'Judging …' : 'Judge the queue'}
        </Button>
        <Link
          to="/evaluators/$name/labels"
          params={{ name }}
          className="inline-flex h-7 items-center rounded-md bg-accent-fill px-2.5 text-xs font-medium text-white hover:brightness-110 pointer-coarse:h-8"
        >
          Label outputs
        </Link>
      </span>
    </section>
  )
}

const Count = ({ label, count }: { readonly label: string; readonly count: number }) => (
  <span>
    <span className="block text-lg font-semibold">{formatCount(count)}</span>
    <span className="block text-xs text-ink-3">{label}</span>
  </span>
)

/** How many more labels it takes, said as a promise of nothing. */
export function neededText(labelsStillNeeded: number | null): string {
  if (labelsStillNeeded === null) return 'No number of further labels would prove it, going by those made so far.'
  if (labelsStillNeeded === 0) return 'The labels made are enough.'
  const labels = labelsStillNeeded === 1 ? 'label' : 'labels'
  return `About ${formatCount(labelsStillNeeded)} more ${labels} still needed, if it goes on as it did.`
}
