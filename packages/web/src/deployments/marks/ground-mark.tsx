import { acceptedText, type Deployment, madeRowIdsIn, type Override } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { CircleCheck, type LucideIcon, ShieldAlert, ShieldOff, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { reasonText, useRowNames } from '../../gate/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Instant } from '../../ui/instant.tsx'
import { useNow } from '../../ui/use-now.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { groundWords } from './words.ts'

const icons = {
  verdict: CircleCheck,
  override: ShieldAlert,
  unprotected: ShieldOff,
  returned: Undo2,
} as const satisfies Record<Deployment['ground'], LucideIcon>

/** What let a deployment happen. */
export function GroundBadge({ ground }: Pick<Deployment, 'ground'>) {
  const { label, tone, meaning } = groundWords[ground]
  const Icon = icons[ground]
  return (
    <Badge tone={tone} title={meaning}>
      <Icon aria-hidden size={11} strokeWidth={2.2} />
      {label}
    </Badge>
  )
}

/** Whether the time of an override is over; the server marks it soon after. */
const isExpired = ({ expiredAt, expiresAt }: Override, nowMs: number): boolean =>
  expiredAt !== null || Date.parse(expiresAt) <= nowMs

/** That something is live by an override, and whether its time is over. */
export function OverrideBadge({ override }: { readonly override: Override }) {
  const isOver = isExpired(override, useNow())
  return (
    <Badge tone={isOver ? 'error' : 'warn'} title={override.reason}>
      {isOver ? 'Override is over' : 'By override'}
    </Badge>
  )
}

/** Who let it through, why, and until when. */
export function OverrideNote({ override }: { readonly override: Override }) {
  const nowMs = useNow()
  const { who, reason, expiresAt, rows, verdictReason } = override
  const isOver = isExpired(override, nowMs)
  const shown = rows.slice(0, 5)
  const nameOf = useRowNames([...madeRowIdsIn(verdictReason), ...shown.map(({ rowId }) => rowId)])
  return (
    <Note tone={isOver ? 'error' : 'warn'} label={isOver ? 'Override is over' : 'Live by override'}>
      <p className="break-words">
        <span className="font-medium">{oneLine(who, 80)}</span> let it through without a pass: “{oneLine(reason, 1000)}”
      </p>
      <p className="text-xs text-ink-2">
        {isOver ? (
          <>
            It ended <Instant iso={expiresAt} as="relative" />: {acceptedText(rows)}.
          </>
        ) : (
          <>
            Accepted until <Instant iso={expiresAt} />, <Instant iso={expiresAt} as="relative" />.
          </>
        )}{' '}
        {verdictReason === '' ? 'No gate had been run.' : reasonText(verdictReason, nameOf)}
      </p>
      {rows.length === 0 ? null : (
        <ul className="mt-1 space-y-0.5 text-xs">
          {shown.map(({ rowId, dataset, reason: why }) => (
            <li key={rowId} className="break-words">
              <Link to="/rows/$rowId" params={{ rowId }} className="font-medium hover:underline">
                {oneLine(nameOf(rowId) || `${dataset}, row ${rowId.slice(0, 8)}`, 160)}
              </Link>
              <span className="text-ink-2">: {oneLine(why, 200)}</span>
            </li>
          ))}
          {rows.length > shown.length ? <li className="text-ink-2">and {rows.length - shown.length} more</li> : null}
        </ul>
      )}
    </Note>
  )
}

/** Nothing that could have stopped it. */
export const UnprotectedNote = ({ deployment }: { readonly deployment: Deployment | null }) => (
  <Note tone="warn" label="Unprotected">
    <p className="break-words">
      No active row could have stopped this release.
      {deployment === null || deployment.reason === '' ? null : (
        <>
          {' '}
          <span className="font-medium">{oneLine(deployment.who, 80)}</span>: “{oneLine(deployment.reason, 1000)}”
        </>
      )}
    </p>
  </Note>
)

interface NoteProps {
  readonly tone: 'warn' | 'error'
  readonly label: string
  readonly children: ReactNode
}

const Note = ({ tone, label, children }: NoteProps) => (
  <div
    role="note"
    aria-label={label}
    className={
      tone === 'error'
        ? 'rounded-md border border-error-fill/50 bg-error-soft px-3 py-2'
        : 'rounded-md border border-warn-fill/50 bg-warn-soft px-3 py-2'
    }
  >
    <p className={tone === 'error' ? 'font-semibold text-error' : 'font-semibold text-warn'}>{label}</p>
    {children}
  </div>
)
