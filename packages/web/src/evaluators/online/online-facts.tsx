import type { OnlineEvaluationView } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { conditionsOf, parseFilterSearch } from '../../traces/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { formatCostUsd, formatCount, formatDuration, formatShare } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'

/** What it judged, what of the traffic it takes, and what that costs. */
export function OnlineFacts({ online }: { readonly online: OnlineEvaluationView }) {
  const { definition, evaluatorVersion, judgedUntil, spentTodayUsd, isDeterministic } = online
  const { target, filter, delaySeconds, capUsdPerDay } = definition
  const conditions = conditionsOf(parseFilterSearch(filter))
  return (
    <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 px-3.5 py-2.5">
      <Fact name="Last 24 hours">
        <Judged online={online} />
      </Fact>
      <Fact name="Judged up to">
        {judgedUntil === null ? 'nothing yet' : <Instant iso={judgedUntil} as="relative" />}
      </Fact>
      <Fact name="Takes">
        {takenText(online)}
        {conditions.length === 0 ? null : (
          <span className="mt-1 flex flex-wrap gap-1">
            {conditions.map(({ key, label, value }) => (
              <Badge key={key}>
                {label} {oneLine(value, 80)}
              </Badge>
            ))}
          </span>
        )}
      </Fact>
      <Fact name="Judges">
        {target.kind === 'trace'
          ? 'the whole trace'
          : `each ${target.spanKind ?? ''} span${target.name === undefined ? '' : ` named ${oneLine(target.name, 80)}`}`.replace(
              '  ',
              ' ',
            )}
        {delaySeconds === 0 ? '' : `, ${formatDuration(delaySeconds * 1000)} after its last span`}
      </Fact>
      <Fact name="With">{oneLine(evaluatorVersion, 120)}</Fact>
      <Fact name="Costs">
        {isDeterministic
          ? 'nothing'
          : `${formatCostUsd(spentTodayUsd)} today, of ${capUsdPerDay === null ? 'no cap' : formatCostUsd(capUsdPerDay)}`}
      </Fact>
    </dl>
  )
}

function takenText({ share, definition: { allErrors } }: OnlineEvaluationView): string {
  if (share >= 1) return 'every trace'
  return `${formatShare(share)} of the traces${allErrors ? ', and every one with an error' : ''}`
}

function Judged({ online: { name, judged } }: { readonly online: OnlineEvaluationView }) {
  const { pass, fail, unknown } = judged
  if (pass + fail + unknown === 0) return 'nothing judged'
  return (
    <span className="flex flex-wrap gap-x-3">
      <span className="text-ok">{formatCount(pass)} passed</span>
      <Link
        to="/traces"
        search={{ score: [`${name}:fail`], range: '24h' }}
        className="text-error underline-offset-2 hover:underline"
      >
        {formatCount(fail)} failed
      </Link>
      {unknown === 0 ? null : <span className="text-ink-2">{formatCount(unknown)} unknown</span>}
      {pass + fail === 0 ? null : <span className="text-ink-3">{formatShare(pass / (pass + fail))} passed</span>}
    </span>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <>
    <dt className="text-xs text-ink-3">{name}</dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </>
)
