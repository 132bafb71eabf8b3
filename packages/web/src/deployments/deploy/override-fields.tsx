import { type DeploymentCheck, madeRowIdsIn } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { reasonText, useRowNames } from '../../gate/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input, TextArea } from '../../ui/field.tsx'
import { useNow } from '../../ui/use-now.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { callerQuery, gateOfCheckQuery } from '../release-queries.ts'
import { type DeployDraft, daysFromNow } from './deploy-request.ts'

export interface OverrideFieldsProps {
  readonly way: 'override' | 'unprotected'
  readonly check: DeploymentCheck
  readonly draft: DeployDraft
  readonly onChange: (draft: DeployDraft) => void
}

const spans = [
  [1, '1 day'],
  [7, '1 week'],
  [30, '30 days'],
] as const

/** What is set aside, in plain words, and what a person answers for. */
export function OverrideFields({ way, check, draft, onChange }: OverrideFieldsProps) {
  const nowMs = useNow()
  const me = useQuery(callerQuery).data
  return (
    <div className="space-y-3 rounded-lg border border-error-fill/50 bg-error-soft p-3">
      <div className="flex gap-2">
        <TriangleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-error" />
        <div className="min-w-0">
          {way === 'override' ? <SetAside check={check} /> : <NothingProtects environment={check.environment} />}
          <p className="mt-1 text-xs text-ink-2">
            {me?.person ? <>Your name, {oneLine(me.person, 80)}, and your reason are</> : 'Your reason is'} shown
            wherever it is live, kept in the audit log and sent to every webhook.
          </p>
        </div>
      </div>
      <Field label="Reason">
        {(control) => (
          <TextArea
            {...control}
            autoFocus
            rows={2}
            value={draft.reason}
            onChange={(event) => onChange({ ...draft, reason: event.target.value })}
          />
        )}
      </Field>
      {way === 'unprotected' ? null : (
        <Field label="Accepted until" hint="It stays live afterwards; what was accepted counts as failing again.">
          {(control) => (
            <div className="flex flex-wrap items-center gap-1.5">
              <Input
                {...control}
                type="datetime-local"
                className="w-52!"
                value={draft.until}
                onChange={(event) => onChange({ ...draft, until: event.target.value })}
              />
              {spans.map(([days, label]) => (
                <Button key={days} onClick={() => onChange({ ...draft, until: daysFromNow(days, nowMs) })}>
                  {label}
                </Button>
              ))}
            </div>
          )}
        </Field>
      )}
    </div>
  )
}

const NothingProtects = ({ environment }: { readonly environment: string }) => (
  <p className="font-medium">
    Nothing tests this release: no active row could stop it. {environment} is marked unprotected until a release passes
    a gate.
  </p>
)

const mostShown = 5

/** Exactly what the override sets aside. */
function SetAside({ check }: { readonly check: DeploymentCheck }) {
  const gate = useQuery({ ...gateOfCheckQuery(check.gateId ?? ''), enabled: check.gateId !== null })
  const failing = gate.data?.decision.rows.filter(({ state }) => state !== 'holds') ?? []
  const sentence = gate.data?.reason ?? check.reason
  const nameOf = useRowNames([...madeRowIdsIn(sentence), ...failing.slice(0, mostShown).map(({ rowId }) => rowId)])
  if (check.gateId === null) {
    return (
      <p className="font-medium">
        This sets the whole gate aside: none was run, so nothing is known of this release on any row.
      </p>
    )
  }
  const sets = gate.data?.decision.datasets.filter(({ state }) => state === 'fail' || state === 'unsure') ?? []
  return (
    <>
      <p className="font-medium">This sets aside: {reasonText(sentence, nameOf)}.</p>
      <ul className="mt-1 list-disc space-y-0.5 pl-4 text-xs">
        {failing.slice(0, mostShown).map(({ rowId, dataset, reason }) => (
          <li key={rowId} className="break-words">
            {oneLine(dataset, 60)}, {oneLine(nameOf(rowId) || rowId, 120)}: {oneLine(reason, 200)}
          </li>
        ))}
        {failing.length > mostShown ? <li>and {failing.length - mostShown} more rows that do not hold</li> : null}
        {sets.map(({ name, reason }) => (
          <li key={name} className="break-words">
            Dataset {oneLine(name, 60)}: {oneLine(reason, 200)}
          </li>
        ))}
      </ul>
    </>
  )
}
