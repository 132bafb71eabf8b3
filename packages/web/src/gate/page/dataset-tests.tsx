import type { GateView, SetVerdict } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { Badge } from '../../ui/badge.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { Panel } from '../../ui/panel.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { setStateWords } from '../marks/words.ts'
import { EvalueChart } from './evalue-chart.tsx'
import { LimitList } from './limit-list.tsx'

/** Each dataset against what is deployed, with the limits that hold on it. */
export function DatasetTests({ gate }: { readonly gate: GateView }) {
  const { datasets, limits } = gate.decision
  const { maxDrop } = gate.decision.subject.policy
  return (
    <Panel
      title="Datasets against what is deployed"
      note={gate.baseline === null ? 'nothing is deployed yet' : `at most ${pointsText(maxDrop)} worse`}
    >
      {datasets.length === 0 ? <p className="px-3.5 py-3 text-ink-2">No dataset protects this release.</p> : null}
      <ul aria-label="Datasets">
        {datasets.map((set) => (
          <li key={set.name} className="space-y-2.5 border-b px-3.5 py-3 last:border-b-0">
            <SetHead set={set} />
            {set.logEvalues.notWorse.length > 0 ? (
              <EvalueChart set={set} bounds={gate.decision.bounds} maxDrop={maxDrop} />
            ) : null}
            <LimitList limits={limits.filter(({ dataset }) => dataset === set.name)} />
            <Unfit names={set.unfitEvaluators} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const pointsText = (share: number): string => {
  const points = Number((share * 100).toFixed(1))
  return `${points} ${Math.abs(points) === 1 ? 'point' : 'points'}`
}

function SetHead({ set }: { readonly set: SetVerdict }) {
  const { label, tone, meaning } = setStateWords[set.state]
  const { meanChange, pairs, rowsSeen, rows, dropProvenAt } = set
  const seen = `${formatCount(rowsSeen)} of ${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`
  return (
    <div>
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <Badge tone={tone} title={meaning}>
          {label}
        </Badge>
        <Link
          to="/datasets/$dataset"
          params={{ dataset: set.name }}
          className="min-w-0 truncate font-medium hover:underline"
        >
          {oneLine(set.name, 100)}
        </Link>
        <span className="text-xs text-ink-3">r{set.revision}</span>
        {dropProvenAt === null ? null : (
          <Badge tone="error" title={`Proven at pair ${dropProvenAt}; whether that is tolerated is another question`}>
            a drop is proven
          </Badge>
        )}
        <span className="ml-auto text-xs text-ink-2">
          {meanChange === null ? (
            `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`
          ) : (
            <>
              <span className="font-medium text-ink">
                {meanChange > 0 ? '+' : meanChange < 0 ? '−' : '±'}
                {pointsText(Math.abs(meanChange))}
              </span>{' '}
              over {formatCount(pairs)} pairs, {seen}
            </>
          )}
        </span>
      </p>
      <p className="mt-0.5 text-xs text-ink-2">{oneLine(set.reason, 300)}</p>
    </div>
  )
}

const Unfit = ({ names }: { readonly names: readonly string[] }) =>
  names.length === 0 ? null : (
    <p className="text-xs text-warn">
      Read these figures with care: labels do not prove that {names.map((name) => oneLine(name, 80)).join(', ')} tells
      good outputs from bad.
    </p>
  )
