import type { Monitor } from '@pawl/core'
import type { ReactNode } from 'react'
import { conditionsOf, parseFilterSearch } from '../../traces/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { Panel } from '../../ui/panel.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { Figure, formatFigure } from '../marks/figure-text.tsx'
import { EvidenceMeter } from '../marks/monitor-marks.tsx'
import { ruleText } from '../marks/rule-text.ts'
import { sliceKeyText } from '../marks/words.ts'

/** What it watches, what it takes for usual, and how sure it has to be. */
export function MonitorFacts({ monitor }: { readonly monitor: Monitor }) {
  const { definition, unit, current, reference, evidence, observed, sliceCount, watchedUntil } = monitor
  const { metric, rule, sliceBy, channels } = definition
  const conditions = conditionsOf(parseFilterSearch(metric.filter ?? {}))
  return (
    <Panel title="What it watches">
      <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 px-3.5 py-2.5">
        <Fact name="Last 24 hours">
          <Figure figure={current} unit={unit} />
        </Fact>
        <Fact name="Usual">
          <Figure figure={reference?.usual ?? null} unit={unit} />
          {reference === null ? null : (
            <span className="block text-xs text-ink-3">
              learned from <Instant iso={reference.from} as="compact" /> to <Instant iso={reference.to} as="compact" />
              {reference.isSeasonal ? ', times of the day and the week apart' : ''}
              {reference.limit === null ? '' : `; what is above ${formatFigure(reference.limit, unit)} is counted`}
            </span>
          )}
        </Fact>
        {rule.kind === 'shift' ? (
          <Fact name="Evidence">
            <EvidenceMeter evidence={evidence} className="mt-1.5 w-32" />
          </Fact>
        ) : null}
        <Fact name="Alerts">{ruleText(rule, unit)}</Fact>
        <Fact name="Sliced by">
          {sliceBy === null
            ? 'nothing'
            : `${sliceKeyText(sliceBy)} (${sliceCount === 1 ? 'one slice' : `${formatCount(sliceCount)} slices`})`}
        </Fact>
        <Fact name="Filter">
          {conditions.length === 0 ? (
            'everything but trials of runs'
          ) : (
            <span className="flex flex-wrap gap-1">
              {conditions.map(({ key, label, value }) => (
                <Badge key={key}>
                  {label} {oneLine(value, 80)}
                </Badge>
              ))}
            </span>
          )}
        </Fact>
        <Fact name="Tells">{channels === null ? 'all channels' : channels.join(', ') || 'nobody'}</Fact>
        <Fact name="Seen">
          {formatCount(observed)} observations
          {watchedUntil === null ? null : (
            <>
              , up to <Instant iso={watchedUntil} as="relative" />
            </>
          )}
        </Fact>
      </dl>
    </Panel>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <>
    <dt className="text-xs text-ink-3">{name}</dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </>
)
