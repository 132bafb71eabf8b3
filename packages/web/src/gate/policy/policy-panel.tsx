import { type LimitFigure, limitFigures, type PolicyVersion } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { History, SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCostUsd, formatCount } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { Panel } from '../../ui/panel.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { policyVersionsQuery } from '../gate-queries.ts'
import { figureWords } from '../marks/words.ts'
import { fewestTrials } from './policy-draft.ts'
import { PolicyForm } from './policy-form.tsx'
import { PolicyHistory } from './policy-history.tsx'

export interface PolicyPanelProps {
  readonly environment: string
  readonly version: PolicyVersion
}

/** What a release into the environment must show, in words, and the way to change it. */
export function PolicyPanel({ environment, version }: PolicyPanelProps) {
  const [open, setOpen] = useState<'form' | 'history'>()
  const { policy, number, who, at, reason } = version
  const versions = useQuery({ ...policyVersionsQuery(environment), enabled: open === 'history' })
  return (
    <Panel
      title="Policy"
      note={
        number === 0 ? (
          <Badge title="Nobody has written one">default</Badge>
        ) : (
          <>
            version {number}, {oneLine(who, 60)}
            {at === null ? null : (
              <>
                , <Instant iso={at} as="relative" />
              </>
            )}
          </>
        )
      }
      actions={
        <>
          <Button icon={History} variant="ghost" onClick={() => setOpen('history')}>
            Versions
          </Button>
          <Button icon={SlidersHorizontal} onClick={() => setOpen('form')}>
            Change
          </Button>
        </>
      }
    >
      <dl className="divide-y">
        <Line label="Datasets">
          {policy.datasets === 'all'
            ? 'All that the released prompts name as their protection'
            : policy.datasets.map((name) => oneLine(name, 60)).join(', ')}
        </Line>
        <Line label="Blocking rows">
          Each must be shown more likely than {percent(policy.passFloor)} to pass, tested against the required{' '}
          {percent(policy.requiredPassProbability)}
          <Hint>
            A row that always passes takes {fewestTrials(policy)} trials. High-risk rows ask for at least 95 % and 80 %.
          </Hint>
        </Line>
        <Line label="Whole datasets">
          At most {Number((policy.maxDrop * 100).toPrecision(4))} points worse than what is deployed
        </Line>
        <Line label="Limits">
          <Limits limits={policy.limits} />
        </Line>
        <Line label="Error rate">Wrong at most {percent(policy.errorRate)} of the time, either way</Line>
        <Line label="Budget of one start">
          {policy.maxTrials === null ? 'As many trials as its tests take' : `${formatCount(policy.maxTrials)} trials`}
          {policy.maxCostUsd === null ? '' : `, ${formatCostUsd(policy.maxCostUsd)}`}
        </Line>
        {reason === '' ? null : <Line label="Why">“{oneLine(reason, 600)}”</Line>}
      </dl>
      {open === 'form' ? (
        <PolicyForm environment={environment} version={version} onClose={() => setOpen(undefined)} />
      ) : null}
      {open === 'history' ? <PolicyHistory versions={versions} onClose={() => setOpen(undefined)} /> : null}
    </Panel>
  )
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(4))} %`

function Limits({ limits }: { readonly limits: Readonly<Record<LimitFigure, number | null>> }) {
  const set = limitFigures.flatMap((figure) => {
    const limit = limits[figure]
    return limit === null ? [] : [`${figureWords[figure].toLowerCase()} at most ${percent(limit)} more`]
  })
  return set.length === 0 ? <span className="text-ink-3">None on cost, latency or tokens</span> : set.join(', ')
}

const Hint = ({ children }: { readonly children: ReactNode }) => (
  <span className="block text-xs text-ink-3">{children}</span>
)

const Line = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className="grid gap-x-4 px-3.5 py-2 sm:max-xl:grid-cols-[9rem_minmax(0,1fr)]">
    <dt className="text-xs leading-5 text-ink-3">{label}</dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </div>
)
