import type { ProofAttempt, RowView } from '@pawl/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleDashed, type LucideIcon } from 'lucide-react'
import { useEffect } from 'react'
import { getProof, problemOf } from '../../api/index.ts'
import { cx } from '../../ui/class-names.ts'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { RateBar } from './rate-bar.tsx'

interface VerdictLook {
  readonly icon: LucideIcon
  readonly ink: string
  readonly title: string
}

const verdictLooks = {
  taught: { icon: CircleCheck, ink: 'text-ok', title: 'Proven: it failed before and holds after' },
  teaches_nothing: { icon: CircleAlert, ink: 'text-warn', title: 'It teaches nothing' },
  fix_not_shown: { icon: CircleAlert, ink: 'text-warn', title: 'The fix is not shown' },
  undecided: { icon: CircleDashed, ink: 'text-ink-2', title: 'Not decided' },
} as const satisfies Record<ProofAttempt['verdict'], VerdictLook>

export interface WatchedProofProps {
  readonly proofId: string
  readonly row: RowView
}

/** A proof that is being made, followed to its end. */
export function WatchedProof({ proofId, row }: WatchedProofProps) {
  const queries = useQueryClient()
  const attempt = useQuery({
    queryKey: ['proofs', proofId],
    queryFn: ({ signal }) => getProof(proofId, signal),
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? 700 : false),
  })
  const isDecided = attempt.data?.status === 'decided'
  useEffect(() => {
    if (isDecided) void queries.invalidateQueries({ queryKey: ['rows', row.id] })
  }, [isDecided, queries, row.id])
  if (attempt.isPending) return <SkeletonLines lines={4} />
  if (attempt.isError) {
    return <ErrorState compact problem={problemOf(attempt.error)} onRetry={() => void attempt.refetch()} />
  }
  return <AttemptView attempt={attempt.data} />
}

function AttemptView({ attempt }: { readonly attempt: ProofAttempt }) {
  const isRunning = attempt.status === 'running'
  const { icon: Icon, ink, title } = verdictLooks[attempt.verdict]
  return (
    <div className="space-y-3">
      <div role="status">
        <p className={cx('flex items-center gap-1.5 font-semibold', isRunning ? 'text-ink-2' : ink)}>
          <Icon aria-hidden size={15} className={cx('shrink-0', isRunning && 'motion-safe:animate-pulse')} />
          {isRunning ? 'Running both versions…' : title}
        </p>
        <p className="mt-0.5 text-xs text-ink-2">{oneLine(attempt.reason, 500)}</p>
      </div>
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-1">
        <AttemptSide label="Before" side={attempt.before} />
        <AttemptSide label="After" side={attempt.after} />
      </div>
    </div>
  )
}

interface AttemptSideProps {
  readonly label: string
  readonly side: ProofAttempt['before']
}

function AttemptSide({ label, side: { run, passRate, errors } }: AttemptSideProps) {
  const { name, version } = run.target
  return (
    <RateBar
      label={label}
      target={version === null ? name : `${name} ${version.slice(0, 10)}`}
      runId={run.id}
      outcomes={passRate}
      errors={errors}
      problem={run.statusReason}
    />
  )
}
