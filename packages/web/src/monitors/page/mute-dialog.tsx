import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { muteMonitor, problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogEnd } from '../../ui/dialog-end.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { fromWallClock, toWallClock } from '../../ui/format/index.ts'
import { useZoneChoice, zoneName } from '../../ui/time-zone.ts'
import { showToast } from '../../ui/toast.tsx'

const hourMs = 3_600_000
const spans = [
  { label: '1 hour', ms: hourMs },
  { label: '8 hours', ms: 8 * hourMs },
  { label: '1 day', ms: 24 * hourMs },
  { label: '1 week', ms: 7 * 24 * hourMs },
] as const

/** A mute always has an end: one that nobody remembers is a monitor that nobody has. */
export function MuteDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const [zone] = useZoneChoice()
  const timeZone = zoneName(zone)
  const [until, setUntil] = useState(() => toWallClock(Date.now() + hourMs, timeZone))
  const [reason, setReason] = useState('')
  const untilMs = fromWallClock(until, timeZone)
  const isLater = untilMs !== undefined && untilMs > Date.now()
  const queries = useQueryClient()
  const muting = useMutation({
    mutationFn: (untilMs: number) =>
      muteMonitor(name, { until: new Date(untilMs).toISOString(), reason: reason.trim() }),
    onSuccess: async () => {
      showToast('Muted: alerts are kept, nobody is told')
      await queries.invalidateQueries({ queryKey: ['monitors'] })
      onClose()
    },
  })
  const problem = muting.isError ? problemOf(muting.error) : undefined
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Mute ${name}`}
      description="It goes on watching and keeps its alerts; channels are not told."
    >
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (isLater) muting.mutate(untilMs)
        }}
      >
        <fieldset>
          <legend className="mb-1 text-xs font-medium text-ink-2">For</legend>
          <div className="flex flex-wrap gap-1.5">
            {spans.map(({ label, ms }) => (
              <Button key={label} onClick={() => setUntil(toWallClock(Date.now() + ms, timeZone))}>
                {label}
              </Button>
            ))}
          </div>
        </fieldset>
        <Field label={`Until (${timeZone})`} error={isLater ? undefined : 'The end must be later than now.'}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={until}
              onChange={(event) => setUntil(event.target.value)}
            />
          )}
        </Field>
        <Field label="Reason">
          {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        <DialogEnd problem={problem} onClose={onClose} action="Mute" disabled={!isLater || muting.isPending} />
      </form>
    </Dialog>
  )
}
