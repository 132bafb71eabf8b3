import type { SessionDetail, TraceSummary } from '@pawl/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ChevronRight, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { deleteSession, Loaded, problemOf } from '../../api/index.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { formatCompact, formatCostUsd, formatCount, formatDuration } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { LongText } from '../../ui/long-text.tsx'
import { showToast } from '../../ui/toast.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { CostText } from '../marks/cost-text.tsx'
import { ScoreChip } from '../marks/score-chip.tsx'
import { StatusBadge } from '../marks/status-mark.tsx'
import { ScoreDialog } from '../scores/score-dialog.tsx'
import { sessionQuery } from '../trace-queries.ts'

/** A session as the conversation it was: each turn leads to its trace. */
export function SessionPage() {
  const { sessionId } = useParams({ from: '/sessions/$sessionId' })
  const session = useQuery(sessionQuery(sessionId))
  return (
    <Loaded isPage query={session} className="mx-auto max-w-3xl p-6">
      {(detail) => <SessionView detail={detail} />}
    </Loaded>
  )
}

function SessionView({ detail }: { readonly detail: SessionDetail }) {
  return (
    <div className="flex h-full flex-col">
      <SessionHeader detail={detail} />
      <div className="min-h-0 flex-1 overflow-auto">
        <ol aria-label="Turns" className="mx-auto max-w-3xl space-y-6 px-4 py-6">
          {detail.turns.map((turn) => (
            <Turn key={turn.trace.traceId} turn={turn} />
          ))}
        </ol>
      </div>
    </div>
  )
}

function SessionHeader({ detail: { session, scores } }: { readonly detail: SessionDetail }) {
  const [adds, setAdds] = useState(false)
  return (
    <header className="shrink-0 border-b bg-surface px-4 py-2.5">
      <div className="flex items-center gap-1.5">
        <Link to="/sessions" className="shrink-0 text-ink-3 hover:text-ink">
          Sessions
        </Link>
        <ChevronRight aria-hidden size={13} className="shrink-0 text-ink-3" />
        <h1 className="min-w-0 flex-1 truncate font-mono text-sm font-semibold">{oneLine(session.sessionId, 120)}</h1>
        <Button onClick={() => setAdds(true)}>Add score</Button>
        <DeleteSession sessionId={session.sessionId} traceCount={session.traceCount} />
      </div>
      <p className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-2">
        <Instant iso={session.startTime} />
        <span>
          {formatCount(session.traceCount)} {session.traceCount === 1 ? 'trace' : 'traces'}
        </span>
        {session.errorCount > 0 ? <span className="text-error">{session.errorCount} failed</span> : null}
        <span>{formatCompact(session.totalTokens)} tokens</span>
        <span>{formatCostUsd(session.costUsd)}</span>
        {session.userId ? (
          <Link to="/traces" search={{ user: [session.userId], range: 'all' }} className="text-accent hover:underline">
            {oneLine(session.userId, 60)}
          </Link>
        ) : null}
        {scores.map((score) => (
          <ScoreChip key={score.id} score={score} />
        ))}
      </p>
      {adds ? (
        <ScoreDialog target={{ sessionId: session.sessionId }} about="this session" onClose={() => setAdds(false)} />
      ) : null}
    </header>
  )
}

function DeleteSession({ sessionId, traceCount }: { readonly sessionId: string; readonly traceCount: number }) {
  const [asks, setAsks] = useState(false)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const removal = useMutation({
    mutationFn: () => deleteSession(sessionId),
    onSuccess: async ({ deletedTraces }) => {
      showToast(`Deleted the session and its ${formatCount(deletedTraces)} traces`)
      await navigate({ to: '/sessions' })
      await queries.invalidateQueries()
    },
  })
  return (
    <>
      <IconButton icon={Trash2} label="Delete the session" onClick={() => setAsks(true)} />
      <Confirm
        open={asks}
        onClose={() => setAsks(false)}
        title="Delete this session?"
        action="Delete"
        busy={removal.isPending}
        problem={removal.isError ? problemOf(removal.error) : undefined}
        onConfirm={() => removal.mutate()}
      >
        Its {formatCount(traceCount)} traces, their content and media, and their scores are removed for good.
      </Confirm>
    </>
  )
}

function Turn({ turn }: { readonly turn: SessionDetail['turns'][number] }) {
  const { trace, input, output } = turn
  return (
    <li className="space-y-2">
      <TurnLine trace={trace} />
      <div className="ml-auto w-fit max-w-[88%] rounded-xl rounded-br-sm bg-accent-soft px-3.5 py-2">
        {input === '' ? <span className="text-ink-3">No input</span> : <LongText text={input} />}
      </div>
      <div className="w-fit max-w-[88%] rounded-xl rounded-bl-sm border bg-surface px-3.5 py-2">
        {output === '' ? <NoOutput trace={trace} /> : <LongText text={output} />}
      </div>
    </li>
  )
}

const NoOutput = ({ trace }: { readonly trace: TraceSummary }) =>
  trace.errorPreview ? (
    <LongText text={trace.errorPreview} className="text-error" />
  ) : (
    <span className="text-ink-3">No output</span>
  )

function TurnLine({ trace }: { readonly trace: TraceSummary }) {
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-3">
      <Instant iso={trace.startTime} />
      <Link
        to="/traces/$traceId"
        params={{ traceId: trace.traceId }}
        className="max-w-56 truncate font-medium text-accent hover:underline"
      >
        {oneLine(trace.name, 80) || 'Trace'}
      </Link>
      <span>{formatDuration(trace.durationMs)}</span>
      {trace.costSource ? <CostText costUsd={trace.costUsd} source={trace.costSource} /> : null}
      {trace.errorCount > 0 ? <StatusBadge status={trace.status} errorCount={trace.errorCount} /> : null}
      {trace.scores.map((score) => (
        <ScoreChip key={`${score.name}${score.value}${score.label}`} score={score} />
      ))}
    </p>
  )
}
