import type { GateView } from '@pawl/core'
import {
  Ban,
  CircleCheck,
  CircleHelp,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  ShieldOff,
} from 'lucide-react'
import { cx } from '../../ui/class-names.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { formatCostUsd, formatCount, formatDuration } from '../../ui/format/index.ts'
import { useNow } from '../../ui/use-now.ts'
import { isUnderWay } from '../gate-queries.ts'
import { GateActions } from '../slots.tsx'
import { workerCommand } from '../start/release-request.ts'
import { useReasonTexts } from '../use-row-names.ts'
import { progressText } from './progress-text.ts'

interface Look {
  readonly icon: LucideIcon
  readonly title: string
  readonly className: string
  readonly ink: string
}

function lookOf({ status, verdict, isUnprotected }: GateView): Look {
  const warn = { className: 'border-warn-fill/60 bg-warn-soft', ink: 'text-warn' }
  const error = { className: 'border-error-fill/50 bg-error-soft', ink: 'text-error' }
  if (status === 'running') {
    return {
      icon: LoaderCircle,
      title: 'Running',
      className: 'border-accent-fill/50 bg-accent-soft',
      ink: 'text-accent',
    }
  }
  if (status === 'waiting') return { icon: Hourglass, title: 'Waiting for a worker', ...warn }
  if (status === 'cancelled') return { icon: Ban, title: 'Cancelled', ...warn }
  if (status === 'failed') return { icon: CircleX, title: 'Stopped without a verdict', ...error }
  if (isUnprotected) return { icon: ShieldOff, title: 'Unprotected', ...warn }
  if (verdict === 'pass') {
    return { icon: CircleCheck, title: 'Pass', className: 'border-ok/50 bg-ok-soft', ink: 'text-ok' }
  }
  return verdict === 'fail'
    ? { icon: CircleX, title: 'Fail', ...error }
    : { icon: CircleHelp, title: 'Inconclusive', ...warn }
}

/** The verdict in one sentence, and what it took. */
export function VerdictPanel({ gate }: { readonly gate: GateView }) {
  const { icon: Icon, title, className, ink } = lookOf(gate)
  const sentence = isUnderWay(gate)
    ? progressText(gate.decision)
    : gate.status === 'decided'
      ? gate.reason
      : gate.statusReason || 'Its trials are kept: resumed, it goes on from there.'
  const textOf = useReasonTexts([sentence])
  return (
    <section
      aria-label="Verdict"
      className={cx('flex flex-wrap items-start gap-x-4 gap-y-3 rounded-lg border px-4 py-3.5', className)}
    >
      <div className="flex min-w-0 flex-1 basis-80 gap-3">
        <Icon
          aria-hidden
          size={26}
          strokeWidth={2.1}
          className={cx('mt-0.5 shrink-0', ink, gate.status === 'running' && 'motion-safe:animate-spin')}
        />
        <div className="min-w-0">
          <p className={cx('text-xl font-semibold', ink)}>{title}</p>
          <p role="status" className="mt-0.5 text-base break-words">
            {textOf(sentence)}
          </p>
          <Facts gate={gate} />
          {gate.release.type === 'external' ? <Enforcement gate={gate} /> : null}
        </div>
      </div>
      <div className="flex flex-wrap gap-2 max-md:w-full">
        <GateActions gate={gate} />
      </div>
    </section>
  )
}

function Facts({ gate }: { readonly gate: GateView }) {
  const nowMs = useNow()
  const { trials, costUsd, createdAt, finishedAt, baseline } = gate
  const tookMs = Math.max(0, (finishedAt ? Date.parse(finishedAt) : nowMs) - Date.parse(createdAt))
  const facts = [
    `${formatCount(trials)} ${trials === 1 ? 'trial' : 'trials'}`,
    costUsd === null ? '' : formatCostUsd(costUsd),
    formatDuration(tookMs),
    baseline === null ? 'nothing deployed to compare with' : '',
  ]
  return <p className="mt-1 text-xs text-ink-2">{facts.filter((fact) => fact !== '').join(' · ')}</p>
}

/** Pawl cannot hold back what it does not serve: whoever ships must ask. */
const Enforcement = ({ gate }: { readonly gate: GateView }) => (
  <div className="mt-2 max-w-3xl space-y-2">
    <p className="text-xs text-ink-2">
      This is an agent that Pawl does not serve. Its release is enforced by the exit code of the command (0 only for a
      pass) and by this API, which refuses to record it as deployed: let your pipeline stop on them.
    </p>
    {gate.status === 'waiting' ? <CodeBlock code={workerCommand(gate)} what="Command" /> : null}
  </div>
)
