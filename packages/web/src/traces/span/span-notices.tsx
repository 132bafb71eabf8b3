import type { Score, SpanDetail } from '@pawl/core'
import { CircleX, Gauge, Lightbulb } from 'lucide-react'
import { CopyButton } from '../../ui/copy-button.tsx'
import { LongText } from '../../ui/long-text.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { flagLooks } from '../marks/flag-marks.tsx'
import { ScoreChip } from '../marks/score-chip.tsx'
import { Fold } from './fold.tsx'

/** What a reader must know before the content: the error, what is missing, what is marked. */
export function SpanNotices({ span }: { readonly span: SpanDetail }) {
  const { error, missingContent } = span.canonical
  const redacted = Object.entries(span.redactions)
  const marks = span.flags.filter((flag) => flag !== 'missing_content' || !missingContent)
  return (
    <>
      {error ? <ErrorNotice error={error} /> : null}
      <JudgedNotice scores={span.scores} />
      {missingContent ? (
        <div className="flex gap-2.5 border-b bg-warn-soft px-4 py-2.5">
          <Lightbulb aria-hidden size={15} className="mt-0.5 shrink-0 text-warn" />
          <div className="min-w-0">
            <p>
              {oneLine(missingContent.producer, 60)} sends inputs and outputs only when told to. Set this in the
              application:
            </p>
            <p className="mt-1 flex items-center gap-1">
              <code className="min-w-0 rounded bg-surface px-1.5 py-0.5 font-mono text-xs break-all">
                {oneLine(missingContent.setting, 200)}
              </code>
              <CopyButton text={() => missingContent.setting} what="Setting" />
            </p>
          </div>
        </div>
      ) : null}
      {marks.length > 0 ? (
        <ul className="space-y-1 border-b px-4 py-2 text-xs text-ink-2">
          {marks.map((flag) => {
            const { icon: Icon, label, meaning } = flagLooks[flag]
            return (
              <li key={flag} className="flex items-start gap-2">
                <Icon aria-hidden size={13} className="mt-0.5 shrink-0 text-warn" />
                <span>
                  <span className="font-medium text-ink">{label}.</span> {meaning}.
                  {flag === 'redacted' && redacted.length > 0
                    ? ` By rule: ${redacted.map(([rule, count]) => `${oneLine(rule, 40)} ${count}×`).join(', ')}.`
                    : ''}
                </span>
              </li>
            )
          })}
        </ul>
      ) : null}
    </>
  )
}

function ErrorNotice({ error }: { readonly error: NonNullable<SpanDetail['canonical']['error']> }) {
  const { type, message, stack } = error
  return (
    <div role="note" className="flex gap-2.5 border-b bg-error-soft px-4 py-2.5">
      <CircleX aria-hidden size={15} className="mt-0.5 shrink-0 text-error" />
      <div className="min-w-0 flex-1">
        {type ? <p className="font-mono text-xs font-semibold text-error">{oneLine(type, 200)}</p> : null}
        <LongText text={message || (type ? '' : 'The span failed and gave no message.')} />
        {stack ? <Fold title="Stack trace">{() => <LongText text={stack} mono />}</Fold> : null}
      </div>
    </div>
  )
}

/** What people and evaluators found wrong with the span, in their words. */
function JudgedNotice({ scores }: { readonly scores: readonly Score[] }) {
  const failed = scores.filter(({ outcome }) => outcome === 'fail')
  if (failed.length === 0) return null
  return (
    <ul aria-label="Failed scores" className="space-y-2 border-b bg-error-soft px-4 py-2.5">
      {failed.map((score) => (
        <li key={score.id} className="flex gap-2.5">
          <Gauge aria-hidden size={15} className="mt-0.5 shrink-0 text-error" />
          <div className="min-w-0 flex-1 space-y-1">
            <ScoreChip score={score} />
            {score.explanation ? <LongText text={score.explanation} /> : null}
          </div>
        </li>
      ))}
    </ul>
  )
}
