import type { Proof, RowView } from '@pawl/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { FlaskConical } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { ProofBadge, percent } from '../marks/row-marks.tsx'
import { ProveDialog } from './prove-dialog.tsx'
import { RateBar } from './rate-bar.tsx'
import type { RowSearch } from './row-search.ts'
import { WatchedProof } from './watched-proof.tsx'

/** What shows that the row teaches: it failed on one version and holds on another; and the way to show it. */
export function ProofPanel({ row }: { readonly row: RowView }) {
  const search: RowSearch = useSearch({ from: '/rows/$rowId' })
  const navigate = useNavigate({ from: '/rows/$rowId' })
  const [isAsking, setIsAsking] = useState(false)
  const watch = (proof: string) => void navigate({ search: { proof }, replace: true })
  return (
    <section aria-label="Proof" className="border-b px-4 py-3">
      <div className="mb-2 flex items-center gap-2">
        <h2 className="text-xs font-semibold">Proof</h2>
        <ProofBadge state={row.proofState} />
        <Button
          icon={FlaskConical}
          className="ml-auto"
          disabled={row.status === 'archived' || row.evaluators.length === 0}
          title={row.evaluators.length === 0 ? 'Attach an evaluator first: nothing would judge the trials' : undefined}
          onClick={() => setIsAsking(true)}
        >
          Prove…
        </Button>
      </div>
      {search.proof === undefined ? (
        <StoredProof row={row} />
      ) : (
        <WatchedProof key={search.proof} proofId={search.proof} row={row} />
      )}
      {isAsking ? <ProveDialog row={row} onClose={() => setIsAsking(false)} onStarted={({ id }) => watch(id)} /> : null}
    </section>
  )
}

function StoredProof({ row }: { readonly row: RowView }) {
  const { proof, proofState } = row
  if (proof === null) {
    return (
      <p className="text-xs text-ink-2">
        Not proven yet. Run it against the version that failed and the one with the fix: it should fail before and hold
        after.
      </p>
    )
  }
  return (
    <div className="space-y-3">
      {proofState === 'outdated' ? (
        <p className="text-xs text-warn">
          The test was changed since: this proof speaks of revision {proof.rowRevision}.
        </p>
      ) : null}
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-1">
        <ProofSideView label="Before" side={proof.before} proof={proof} />
        <ProofSideView label="After" side={proof.after} proof={proof} />
      </div>
      <p className="text-xs text-ink-3">
        Proven by {oneLine(proof.provedBy, 60)} <Instant iso={proof.provedAt} as="relative" />, at an error rate of{' '}
        {percent(proof.errorRate)}
        {proof.isErased ? '; its content was removed on request' : ''}.
      </p>
    </div>
  )
}

interface ProofSideViewProps {
  readonly label: string
  readonly side: Proof['before']
  readonly proof: Pick<Proof, 'required' | 'floor'>
}

const ProofSideView = ({ label, side, proof }: ProofSideViewProps) => (
  <RateBar
    label={label}
    target={side.target}
    runId={side.runId}
    outcomes={side}
    errors={side.errors}
    floor={proof.floor}
    required={proof.required}
  />
)
