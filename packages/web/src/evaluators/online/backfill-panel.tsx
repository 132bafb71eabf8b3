import type { OnlineEvaluationView } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ban, History, Play } from 'lucide-react'
import { useState } from 'react'
import { cancelBackfill, problemOf, startBackfill } from '../../api/index.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { formatCount, fromWallClock, toWallClock } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useZoneChoice, zoneName } from '../../ui/time-zone.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { onlineQuery } from './online-queries.ts'

type Backfill = NonNullable<OnlineEvaluationView['backfill']>

const stateWords = {
  running: { label: 'Under way', tone: 'accent' },
  done: { label: 'Done', tone: 'ok' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
  failed: { label: 'Failed', tone: 'error' },
} as const satisfies Record<Backfill['state'], { label: string; tone: Tone }>

/** Judges what came in before; a range that was begun goes on where it stopped. */
export function BackfillPanel({ online: { name, backfill } }: { readonly online: OnlineEvaluationView }) {
  const queries = useQueryClient()
  const reload = () => queries.invalidateQueries({ queryKey: onlineQuery.queryKey })
  const starting = useMutation({
    mutationFn: (range: { readonly from: string; readonly to: string }) => startBackfill(name, range),
    onSuccess: reload,
  })
  const cancelling = useMutation({ mutationFn: () => cancelBackfill(name), onSuccess: reload })
  const error = starting.error ?? cancelling.error
  const isRunning = backfill?.state === 'running'
  return (
    <Panel title="Past traces" note="Those that came in before are judged as live ones would be">
      {backfill === null ? null : (
        <div className="space-y-2 border-b px-3.5 py-2.5">
          <Progress backfill={backfill} />
          {isRunning ? (
            <Button icon={Ban} disabled={cancelling.isPending} onClick={() => cancelling.mutate()}>
              Cancel
            </Button>
          ) : backfill.state === 'done' ? null : (
            <Button
              icon={Play}
              disabled={starting.isPending}
              onClick={() => starting.mutate({ from: backfill.from, to: backfill.to })}
            >
              Go on
            </Button>
          )}
        </div>
      )}
      {isRunning ? null : <RangeForm isBusy={starting.isPending} onStart={(range) => starting.mutate(range)} />}
      {error ? (
        <p role="alert" className="px-3.5 pb-2.5 break-words text-error">
          {problemOf(error).detail} {problemOf(error).fix}
        </p>
      ) : null}
    </Panel>
  )
}

function Progress({ backfill }: { readonly backfill: Backfill }) {
  const { state, judged, total, from, to, problem } = backfill
  const { label, tone } = stateWords[state]
  const share = total === 0 ? (state === 'done' ? 1 : 0) : Math.min(1, judged / total)
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <Badge tone={tone}>{label}</Badge>
        <span role="status">
          {formatCount(judged)} of {formatCount(total)} judged
        </span>
        <span className="text-xs text-ink-3">
          <Instant iso={from} as="compact" /> – <Instant iso={to} as="compact" />
        </span>
      </p>
      <progress
        aria-label="Back-fill"
        max={1}
        value={share}
        className="block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent-fill [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:rounded-full [&::-webkit-progress-value]:bg-accent-fill"
      />
      {problem === null ? null : <p className="break-words text-error">{oneLine(problem, 400)}</p>}
    </>
  )
}

const weekMs = 7 * 86_400_000

interface RangeFormProps {
  readonly isBusy: boolean
  readonly onStart: (range: { readonly from: string; readonly to: string }) => void
}

function RangeForm({ isBusy, onStart }: RangeFormProps) {
  const [zone] = useZoneChoice()
  const timeZone = zoneName(zone)
  const [from, setFrom] = useState(() => toWallClock(Date.now() - weekMs, timeZone))
  const [to, setTo] = useState(() => toWallClock(Date.now(), timeZone))
  const fromMs = fromWallClock(from, timeZone)
  const toMs = fromWallClock(to, timeZone)
  const isValid = fromMs !== undefined && toMs !== undefined && fromMs < toMs
  return (
    <form
      className="flex flex-wrap items-start gap-2.5 px-3.5 py-2.5"
      onSubmit={(event) => {
        event.preventDefault()
        if (isValid) onStart({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() })
      }}
    >
      <Field label={`From (${timeZone})`}>
        {(control) => (
          <Input {...control} type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
        )}
      </Field>
      <Field label="To" error={isValid ? undefined : 'The end must be later than the start.'}>
        {(control) => (
          <Input {...control} type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
        )}
      </Field>
      <Button type="submit" icon={History} className="mt-5.5" disabled={!isValid || isBusy}>
        Judge them
      </Button>
    </form>
  )
}
